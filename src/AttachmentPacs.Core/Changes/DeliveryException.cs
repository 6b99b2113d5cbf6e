namespace AttachmentPacs.Core.Changes;

/// <summary>Changes could not be handed over for a reason that the message tells; no bug of ours.</summary>
public sealed class DeliveryException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The receiver asks to be left alone for so long; the subscription's longest delay is the limit.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>The receiver wants no more: nothing is tried until the next start.</summary>
    public bool IsFinal { get; init; }
}

using AttachmentPacs.Dimse.Messages;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>A peer answered a request with a failure, or cannot be asked: the association it happened on is sound.</summary>
/// <param name="message">What happened, to what.</param>
/// <param name="status">What the peer said; null if it was not asked.</param>
internal sealed class DimseFailureException(string message, DimseStatus? status = null) : IOException(message)
{
    public DimseStatus? Status { get; } = status;

    /// <summary>The failure that an answer is.</summary>
    /// <param name="what">The operation, and what it was for, as in <c>C-ECHO</c>.</param>
    /// <param name="peer">Who answered.</param>
    /// <param name="answer">The response.</param>
    public static DimseFailureException Of(string what, RemoteEntity peer, Command answer)
    {
        DimseStatus status = answer.Status ?? DimseStatus.ProcessingFailure;
        string name = Enum.IsDefined(status) ? $" ({status})" : "";
        string comment = answer.ErrorComment is { Length: > 0 } text ? $": {text}" : "";
        return new DimseFailureException($"{peer} answered {what} with the status {(ushort)status:X4}{name}{comment}", status);
    }
}

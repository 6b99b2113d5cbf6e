namespace AttachmentPacs.Core.Ingest;

/// <summary>The bytes stopped coming: the sender's or the network's doing, not the store's.</summary>
public sealed class SenderException(long received, Exception inner)
    : IOException($"The sender broke off after {received} bytes: {inner.Message}", inner);

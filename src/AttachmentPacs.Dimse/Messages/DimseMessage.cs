using AttachmentPacs.Dimse.Associations;

namespace AttachmentPacs.Dimse.Messages;

/// <summary>A message as it comes in.</summary>
/// <param name="Context">The presentation context it came in.</param>
/// <param name="Command">Its command set.</param>
/// <param name="DataSet">
/// Its data set, read from the association as it comes: bytes as they were sent, in the context's transfer syntax. It ends where the last
/// fragment does; a connection that breaks before that, and each read after it, throws <see cref="AssociationException"/>. Null if there is none.
/// </param>
public sealed record DimseMessage(PresentationContext Context, Command Command, Stream? DataSet);

/// <summary>A data set on its way out.</summary>
/// <param name="Content">Its bytes, in the context's transfer syntax.</param>
/// <param name="Length">How many there are.</param>
public readonly record struct OutgoingDataSet(Stream Content, long Length)
{
    public static OutgoingDataSet Of(byte[] bytes) => new(new MemoryStream(bytes, writable: false), bytes.Length);
}

/// <summary>What a request is answered with.</summary>
/// <param name="Command">The response.</param>
/// <param name="DataSet">Its data set; null for none.</param>
public sealed record DimseResponse(Command Command, byte[]? DataSet = null)
{
    /// <summary>Called when the whole of it has been written: what is sent from there on comes behind it. Never called if it was not; must not throw.</summary>
    public Action? Sent { get; init; }
}

using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Core.Ingest;

/// <summary>
/// What is known of an instance before it is stored. Only valid until the question it was asked with is answered: its tags and its summary lie in
/// buffers that the next instance overwrites. Who keeps something of them copies it.
/// </summary>
/// <param name="identity">Its identifiers and ids.</param>
/// <param name="origin">Who sent it, and how.</param>
/// <param name="size">Bytes of the file.</param>
/// <param name="transferSyntax">UID of its transfer syntax.</param>
/// <param name="find">Text of a tag of the data set's first level; null if absent.</param>
/// <param name="summary">All tags as DicomAsJson (contract 1.20), UTF-8.</param>
public sealed class IncomingInstance(
    InstanceIdentity identity, IngestOrigin origin, long size, string transferSyntax, Func<uint, string?> find, ReadOnlyMemory<byte> summary)
{
    public InstanceIdentity Identity { get; } = identity;

    public IngestOrigin Origin { get; } = origin;

    public long Size { get; } = size;

    public string TransferSyntax { get; } = transferSyntax;

    public ReadOnlyMemory<byte> Summary { get; } = summary;

    /// <summary>Text of a tag (group * 65536 + element) of the data set's first level, without padding; null if absent or not text.</summary>
    public string? Find(uint tag) => find(tag);
}

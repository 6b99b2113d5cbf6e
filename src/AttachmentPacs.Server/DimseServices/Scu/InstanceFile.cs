using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Server.DimseServices.Scu;

/// <summary>A DICOM file that can be read from its beginning as often as is needed, each block verified before a byte of it is handed out.</summary>
internal interface IInstanceFile
{
    /// <summary>Bytes of the file.</summary>
    long Size { get; }

    /// <summary>Uses its bytes.</summary>
    Task<T> ReadAsync<T>(Func<Stream, Task<T>> use, CancellationToken cancellationToken);
}

/// <summary>Attachment 1 of an instance. What turns out damaged is marked so.</summary>
internal sealed class StoredFile(AttachmentReader reader, Attachment file) : IInstanceFile
{
    public long Size => file.Row.Blob.UncompressedSize;

    public Task<T> ReadAsync<T>(Func<Stream, Task<T>> use, CancellationToken cancellationToken) => reader.StreamAsync(file, use, cancellationToken);
}

/// <summary>A file that was received to be sent on.</summary>
internal sealed class DraftFile(BlobDraft draft) : IInstanceFile
{
    public long Size => draft.Size;

    public async Task<T> ReadAsync<T>(Func<Stream, Task<T>> use, CancellationToken cancellationToken)
    {
        await using Stream content = draft.OpenContent();
        return await use(content).ConfigureAwait(false);
    }
}

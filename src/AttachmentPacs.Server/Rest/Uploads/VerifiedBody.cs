using System.Buffers;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Server.Rest.Uploads;

/// <summary>
/// The body of an upload of instances. One that holds several files, which are stored while they are read, and that announces a checksum is kept
/// in a draft of the store first: none of its files is stored before the whole is known to be what was sent.
/// </summary>
internal sealed class VerifiedBody : IAsyncDisposable
{
    private const int BufferSize = 128 << 10;

    private static readonly byte[] ZipSignature = "PK"u8.ToArray();
    private static readonly byte[] Boundary = "--"u8.ToArray();

    private readonly Stream _sent;
    private BlobDraft? _spool;
    private Stream? _spooled;

    private VerifiedBody(Stream sent)
    {
        _sent = sent;
        Content = new SniffedBody(sent);
    }

    /// <summary>What is to be stored, from its beginning.</summary>
    public SniffedBody Content { get; private set; }

    /// <summary>Opens the body of a request; reads it to its end if several files may be in it and a checksum is announced.</summary>
    /// <exception cref="Dialect.RestException">A header that cannot be read, or bytes that are not what was announced: 400; an unknown coding: 415.</exception>
    /// <exception cref="StorageFullException">No room for the draft.</exception>
    public static async Task<VerifiedBody> OpenAsync(HttpContext http, IBlobStore store, ServerOptions options)
    {
        var body = new VerifiedBody(UploadBody.Open(http, options));
        try
        {
            if (UploadBody.HasChecksum(http) && await body.HoldsSeveralAsync(http).ConfigureAwait(false))
            {
                await body.SpoolAsync(store, http.RequestAborted).ConfigureAwait(false);
            }

            return body;
        }
        catch
        {
            await body.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync().ConfigureAwait(false);
        if (_spooled is not null) await _spooled.DisposeAsync().ConfigureAwait(false);
        if (_spool is not null) await _spool.DisposeAsync().ConfigureAwait(false);
        await _sent.DisposeAsync().ConfigureAwait(false);
    }

    // Rather once too often: contract 1.22, what clients say of the type is unreliable.
    private async ValueTask<bool> HoldsSeveralAsync(HttpContext http) =>
        (http.Request.ContentType ?? "").StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
        || await Content.StartsWithAsync(ZipSignature, http.RequestAborted).ConfigureAwait(false)
        || await Content.StartsWithAsync(Boundary, http.RequestAborted).ConfigureAwait(false);

    private async Task SpoolAsync(IBlobStore store, CancellationToken cancellationToken)
    {
        _spool = await store.CreateDraftAsync(Compression.None, cancellationToken).ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            do
            {
                count = await Content.FillAsync(buffer.AsMemory(0, BufferSize), _spool.Size, cancellationToken).ConfigureAwait(false);
                await _spool.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
            while (count == BufferSize);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        await _spool.CompleteAsync(cancellationToken).ConfigureAwait(false);
        await Content.DisposeAsync().ConfigureAwait(false);
        _spooled = _spool.OpenContent();
        Content = new SniffedBody(_spooled);
    }
}

using System.Buffers;
using AttachmentPacs.Storage.Codecs;
using Microsoft.Win32.SafeHandles;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>Reads a blob's file through its handle, which stays valid when the name goes. File reads are synchronous: the page cache answers most.</summary>
/// <param name="file">Open for reading; owned.</param>
/// <param name="path">Of the file.</param>
/// <param name="blob">What it must hold.</param>
/// <param name="contents">Takes what is read again and again.</param>
internal sealed class FileSystemBlobReader(SafeFileHandle file, string path, BlobInfo blob, KeptContents contents) : BlobReader
{
    private readonly List<ContentStream> _opened = [];

    public override BlobInfo Blob => blob;

    public override Task CopyContentToAsync(Stream destination, long offset, long count, CancellationToken cancellationToken)
    {
        CheckRange(offset, count, blob.Size);
        if (contents.Wants(blob)) return CopyKeptAsync(destination, offset, count, cancellationToken);
        return blob.Codec == Codec.None
            ? CopyBlocksAsync(destination, offset, count, cancellationToken)
            : CopyDecodedAsync(destination, offset, count, cancellationToken);
    }

    public override Task CopyStoredToAsync(Stream destination, long offset, long count, CancellationToken cancellationToken)
    {
        CheckRange(offset, count, blob.StoredSize);
        return CopyBlocksAsync(destination, offset, count, cancellationToken);
    }

    public override Stream OpenContent()
    {
        ObjectDisposedException.ThrowIf(file.IsClosed, this);
        return contents.Wants(blob) ? new MemoryStream(Keep(), writable: false) : OpenFile();
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (ContentStream stream in _opened) await stream.DisposeAsync().ConfigureAwait(false);
        file.Dispose();
    }

    private ContentStream OpenFile()
    {
        ContentStream stream = NewStream();
        _opened.Add(stream);
        return stream;
    }

    private ContentStream NewStream()
    {
        StoredCursor cursor = new(file, blob);
        return new ContentStream(blob, cursor, cursor);
    }

    private byte[] Keep()
    {
        DateTime written = File.GetLastWriteTimeUtc(file);
        byte[] content = KeptContents.Room(blob.Size);
        using (ContentStream stream = NewStream()) stream.ReadExactly(content);
        contents.Keep(blob, path, written, content);
        return content;
    }

    private async Task CopyKeptAsync(Stream destination, long offset, long count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await WriteAsync(destination, Keep().AsMemory((int)offset, (int)count), cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyBlocksAsync(Stream destination, long offset, long count, CancellationToken cancellationToken)
    {
        if (count == 0) return;
        using StoredCursor cursor = new(file, blob, offset / BlobInfo.BlockSize);
        int skip = (int)(offset % BlobInfo.BlockSize);
        while (count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlyMemory<byte> piece = cursor.CurrentMemory[skip..];
            piece = piece[..(int)Math.Min(Math.Min(piece.Length, LongestPiece), count)];
            await destination.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            cursor.Advance(skip + piece.Length);
            count -= piece.Length;
            skip = 0;
        }
    }

    private async Task CopyDecodedAsync(Stream destination, long offset, long count, CancellationToken cancellationToken)
    {
        if (count == 0) return;
        using StoredCursor cursor = new(file, blob);
        await using ContentStream content = new(blob, cursor, cursor);
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(LongestPiece, blob.Size));
        try
        {
            long skip = offset;
            while (count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int read = content.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, skip + count)));
                int skipped = (int)Math.Min(skip, read);
                skip -= skipped;
                if (read == skipped) continue;
                await destination.WriteAsync(buffer.AsMemory(skipped, read - skipped), cancellationToken).ConfigureAwait(false);
                count -= read - skipped;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.FileSystem;

/// <summary>In what pieces a blob is handed out: what a network holds for a reader that takes nothing.</summary>
public sealed class PieceTests : IDisposable
{
    private const int Longest = 256 << 10;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Compression.None, 0, 3_000_000)]
    [InlineData(Compression.None, 1_000_000, 1_500_001)]
    [InlineData(Compression.Zstd, 5, 2_999_995)]
    public async Task Content_is_written_in_short_pieces(Compression compression, int offset, int count)
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        byte[] content = new byte[3_000_000];
        new Random(1).NextBytes(content);
        BlobInfo blob = await store.StoreAsync(content, compression);
        await CopyAsync(store, blob, content, offset, count);
    }

    [Theory]
    [InlineData(Compression.None)]
    [InlineData(Compression.Zstd)]
    public async Task Content_that_is_kept_is_written_in_short_pieces_too(Compression compression)
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        byte[] content = Content.Shrinkable(1 << 20);
        BlobInfo blob = await store.StoreAsync(content, compression);

        for (int i = 0; i < 3; i++) await CopyAsync(store, blob, content, 0, content.Length);
    }

    private static async Task CopyAsync(FileSystemBlobStore store, BlobInfo blob, byte[] content, int offset, int count)
    {
        await using BlobReader reader = await store.OpenAsync(blob, CancellationToken.None);
        await using PieceStream copy = new();

        await reader.CopyContentToAsync(copy, offset, count, CancellationToken.None);

        Assert.Equal(content.AsSpan(offset, count).ToArray(), copy.ToArray());
        Assert.InRange(copy.Pieces.Max(), 1, Longest);
    }

    /// <summary>Notes how long each write was.</summary>
    private sealed class PieceStream : MemoryStream
    {
        public List<int> Pieces { get; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Pieces.Add(buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}

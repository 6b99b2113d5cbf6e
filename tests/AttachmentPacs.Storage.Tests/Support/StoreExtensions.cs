using AttachmentPacs.Storage.FileSystem;

namespace AttachmentPacs.Storage.Tests.Support;

internal static class StoreExtensions
{
    public static async Task<BlobDraft> DraftAsync(this IBlobStore store, ReadOnlyMemory<byte> content, Compression compression, int piece = 100_000)
    {
        BlobDraft draft = await store.CreateDraftAsync(compression, CancellationToken.None);
        for (int at = 0; at < content.Length; at += piece)
        {
            await draft.WriteAsync(content.Slice(at, Math.Min(piece, content.Length - at)), CancellationToken.None);
        }

        return draft;
    }

    public static async Task<BlobInfo> StoreAsync(this IBlobStore store, ReadOnlyMemory<byte> content, Compression compression, int piece = 100_000)
    {
        await using BlobDraft draft = await store.DraftAsync(content, compression, piece);
        BlobInfo info = await draft.CompleteAsync(CancellationToken.None);
        await store.PublishAsync([draft], CancellationToken.None);
        return info;
    }

    public static Task<byte[]> ReadAsync(this IBlobStore store, BlobInfo blob) => store.ReadAsync(blob, 0, blob.Size);

    public static async Task<byte[]> ReadAsync(this IBlobStore store, BlobInfo blob, long offset, long count)
    {
        await using BlobReader reader = await store.OpenAsync(blob, CancellationToken.None);
        using MemoryStream destination = new();
        await reader.CopyContentToAsync(destination, offset, count, CancellationToken.None);
        return destination.ToArray();
    }

    public static async Task<byte[]> ReadStoredAsync(this IBlobStore store, BlobInfo blob, long offset, long count)
    {
        await using BlobReader reader = await store.OpenAsync(blob, CancellationToken.None);
        using MemoryStream destination = new();
        await reader.CopyStoredToAsync(destination, offset, count, CancellationToken.None);
        return destination.ToArray();
    }

    /// <summary>The same blob as an adopted one: no hashes of our own, a random name kept as it is.</summary>
    public static BlobInfo AsAdopted(this BlobInfo blob) => blob with { Sha256 = [], StoredXxh3 = [], BlockXxh3 = [] };

    public static FileSystemBlobStoreOptions Options(this TempFolder folder, Durability durability = Durability.Os, bool directWrites = true) =>
        new() { Directory = folder.Combine("store"), Durability = durability, DirectWrites = directWrites, MinimumFreeSpace = 0 };
}

using System.IO.Compression;
using System.Text;
using AttachmentPacs.Server.Rest.Uploads.Encodings;
using AttachmentPacs.Storage;
using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>Content codings as clients apply them.</summary>
internal static class Packing
{
    /// <summary>All single ones that are undone; <c>bare</c> is deflate without zlib's wrapping, sent as <c>deflate</c>.</summary>
    public static readonly string[] Codings = ["gzip", "deflate", "bare", "br", "zstd"];

    /// <summary>The name that goes into Content-Encoding.</summary>
    public static string HeaderOf(string coding) => coding == "bare" ? "deflate" : coding;

    public static byte[] Pack(string coding, byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        if (coding == "zstd") return Zstd(content);
        using var packed = new MemoryStream();
        using (Stream stream = coding switch
        {
            "gzip" => new GZipStream(packed, level),
            "deflate" => new ZLibStream(packed, level),
            "bare" => new DeflateStream(packed, level),
            _ => new BrotliStream(packed, level),
        })
        {
            stream.Write(content);
        }

        return packed.ToArray();
    }

    /// <summary>Undoes a coding as the server does, of a body that comes in pieces, by reads of so much room.</summary>
    public static async Task<byte[]> UndoAsync(string coding, byte[] packed, int piece = int.MaxValue, int room = 5000, long most = long.MaxValue)
    {
        var sent = new CountedBody(new SlowStream(packed, piece));
        await using var body = new DecodedBody(sent, DecoderOf(coding), coding, new InflationLimit(sent, most, 200));
        using var content = new MemoryStream();
        await body.CopyToAsync(content, room);
        Assert.Equal(0, await body.ReadAsync(new byte[1]));
        Assert.Equal(packed.Length, sent.Count);
        return content.ToArray();
    }

    public static ContentDecoder DecoderOf(string coding) => coding switch
    {
        "gzip" => new GzipDecoder(),
        "deflate" or "bare" => new DeflateDecoder(),
        "zstd" => new ZstdBodyDecoder(),
        _ => new BrotliBodyDecoder(),
    };

    public static byte[] Noise(int size)
    {
        byte[] bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    public static byte[] Text(int size)
    {
        var text = new StringBuilder(size + 20);
        var random = new Random(3);
        while (text.Length < size) text.Append("word").Append(random.Next(500)).Append(random.Next(4) == 0 ? ". " : " ");
        return Encoding.ASCII.GetBytes(text.ToString(0, size));
    }

    // The framework writes no zstd; the store does.
    private static byte[] Zstd(byte[] content)
    {
        using var folder = new TemporaryFolder();
        var store = new FileSystemBlobStore(new FileSystemBlobStoreOptions { Directory = folder.Combine("store"), Durability = Durability.Os, MinimumFreeSpace = 0 });
        return StoredAsync(store, content).GetAwaiter().GetResult();
    }

    private static async Task<byte[]> StoredAsync(FileSystemBlobStore store, byte[] content)
    {
        await using (store)
        {
            await using BlobDraft draft = await store.CreateDraftAsync(Compression.Zstd, CancellationToken.None);
            await draft.WriteAsync(content, CancellationToken.None);
            BlobInfo blob = await draft.CompleteAsync(CancellationToken.None);
            await store.PublishAsync([draft], CancellationToken.None);
            await using BlobReader reader = await store.OpenAsync(blob, CancellationToken.None);
            using var stored = new MemoryStream();
            await reader.CopyStoredToAsync(stored, 0, blob.StoredSize, CancellationToken.None);
            return stored.ToArray();
        }
    }
}

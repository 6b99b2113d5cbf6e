using AttachmentPacs.Storage.Codecs;

namespace AttachmentPacs.Storage.Tests.Codecs;

internal static class Decoding
{
    /// <summary>Decodes without any hash to help, as an adopted blob would be whose MD5 is unknown.</summary>
    public static byte[] Decode(Codec codec, byte[] stored, long size, int piece = 1 << 20, int read = 10_000)
    {
        BlobInfo blob = new(BlobId.Random(), codec, size, stored.Length, [], null, null, [], []);
        MemorySource source = new(stored, piece);
        using ContentStream content = new(blob, source, source);
        using MemoryStream copy = new();
        content.CopyTo(copy, read);
        Assert.True(copy.Length <= size, "More than the recorded size was handed out.");
        return copy.ToArray();
    }
}

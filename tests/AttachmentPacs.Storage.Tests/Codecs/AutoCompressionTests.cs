using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;
using static AttachmentPacs.Storage.Tests.Support.Content;

namespace AttachmentPacs.Storage.Tests.Codecs;

public sealed class AutoCompressionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2000)]
    [InlineData(MiB)]
    [InlineData(3 * MiB)]
    public async Task Content_that_shrinks_is_packed(int size) => Assert.Equal(Codec.Zstd, (await StoreAsync(Shrinkable(size))).Codec);

    [Theory]
    [InlineData(0)]
    [InlineData(2000)]
    [InlineData(MiB)]
    [InlineData(3 * MiB)]
    public async Task Content_that_does_not_shrink_is_left_alone(int size)
    {
        BlobInfo blob = await StoreAsync(Random(size));

        Assert.Equal(Codec.None, blob.Codec);
        Assert.Equal(blob.Size, blob.StoredSize);
        Assert.Equal(blob.Md5, blob.StoredMd5);
    }

    [Theory]
    [InlineData(3, Codec.None)]
    [InlineData(8, Codec.Zstd)]
    public async Task Gain_of_five_percent_decides(int percentOfZeros, Codec expected)
    {
        byte[] content = Random(MiB);
        content.AsSpan(0, MiB / 100 * percentOfZeros).Clear();

        Assert.Equal(expected, (await StoreAsync(content)).Codec);
    }

    [Fact]
    public async Task Only_the_first_mebibyte_decides()
    {
        Assert.Equal(Codec.None, (await StoreAsync([.. Random(MiB), .. new byte[5 * MiB]])).Codec);
        Assert.Equal(Codec.Zstd, (await StoreAsync([.. new byte[MiB], .. Random(5 * MiB)])).Codec);
    }

    private async Task<BlobInfo> StoreAsync(byte[] content)
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        BlobInfo blob = await store.StoreAsync(content, Compression.Auto);
        Assert.Equal(content, await store.ReadAsync(blob));
        return blob;
    }
}

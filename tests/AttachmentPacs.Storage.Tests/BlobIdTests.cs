using System.Security.Cryptography;
using System.Text;

namespace AttachmentPacs.Storage.Tests;

public sealed class BlobIdTests
{
    // Worked out apart from this code: SHA-256, then bits 48-51 set to 8 and bits 64-65 to binary 10 (RFC 9562 5.8).
    [Theory]
    [InlineData("hello", Codec.None, "2cf24dba-5fb0-830e-a6e8-3b2ac5b9e29e")]
    [InlineData("hello", Codec.ZlibWithSize, "697261c8-006c-8983-b8f6-c536a0b652d6")]
    [InlineData("hello", Codec.Lz4, "5cd5ab0e-aeae-89eb-81f6-91ccb70dced6")]
    [InlineData("hello", Codec.Zstd, "967d7a9e-64dc-8480-b787-35bef74cc12c")]
    [InlineData("", Codec.None, "e3b0c442-98fc-8c14-9afb-f4c8996fb924")]
    [InlineData("", Codec.ZlibWithSize, "5f534d7b-ad23-885e-b5ce-886f05cdb46c")]
    [InlineData("", Codec.Lz4, "20bc75e3-5799-83dc-aaeb-373fc3ec1f9d")]
    [InlineData("", Codec.Zstd, "cb8488c2-a6d4-84ce-8dd9-e39bcdf5f471")]
    public void Derived_name_is_the_fixed_one(string content, Codec codec, string expected)
    {
        BlobId id = BlobId.ForContent(SHA256.HashData(Encoding.ASCII.GetBytes(content)), codec);

        Assert.Equal(expected, id.ToString());
        Assert.Equal(8, id.Uuid.Version);
    }

    [Fact]
    public void Random_names_are_of_version_4_and_differ()
    {
        BlobId[] ids = [.. Enumerable.Range(0, 100).Select(_ => BlobId.Random())];

        Assert.Equal(100, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Equal((4, 2), (id.Uuid.Version, id.Uuid.Variant >> 2)));
    }

    [Theory]
    [InlineData("2cf24dba-5fb0-830e-a6e8-3b2ac5b9e29e", true)]
    [InlineData("2CF24DBA-5fb0-830e-a6e8-3b2ac5b9e29e", false)]
    [InlineData("2cf24dba5fb0830ea6e83b2ac5b9e29e", false)]
    [InlineData("2cf24dba-5fb0-830e-a6e8-3b2ac5b9e29e.dcm", false)]
    [InlineData("", false)]
    public void Only_a_file_name_parses(string text, bool expected)
    {
        Assert.Equal(expected, BlobId.TryParse(text, out BlobId id));
        if (expected) Assert.Equal(text, id.ToString());
    }
}

using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.Codecs;

/// <summary>Design D4: with the server stopped, the usual tools read our files; and we read theirs.</summary>
public sealed class ToolInteropTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static int[] Sizes => [0, 1, 60_000, 3_000_000];

    public void Dispose() => _folder.Dispose();

    [ToolFact("lz4")]
    public Task Lz4_tool_reads_our_files() => AssertToolReadsAsync("lz4", Compression.Lz4);

    [ToolFact("zstd")]
    public Task Zstd_tool_reads_our_files() => AssertToolReadsAsync("zstd", Compression.Zstd);

    [ToolFact("lz4")]
    public void We_read_files_of_the_lz4_tool() => AssertWeRead("lz4", Codec.Lz4, ["-1"], ["-9", "-B7", "-BX"], ["-B4", "--content-size", "--no-frame-crc"]);

    [ToolFact("zstd")]
    public void We_read_files_of_the_zstd_tool() => AssertWeRead("zstd", Codec.Zstd, ["-1"], ["-19"], ["-3", "--no-check"]);

    private async Task AssertToolReadsAsync(string tool, Compression compression)
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        foreach (int size in Sizes)
        {
            byte[] content = Content.Shrinkable(size);
            string name = (await store.StoreAsync(content, compression)).Id.ToString();
            string decoded = _folder.Combine("decoded");
            Tool.Run(tool, Arguments(tool, ["-d", "-f", "-q"], _folder.Combine($"store/{name[..2]}/{name[2..4]}/{name}"), decoded));

            Assert.Equal(content, await File.ReadAllBytesAsync(decoded));
        }
    }

    private void AssertWeRead(string tool, Codec codec, params string[][] variants)
    {
        foreach (int size in Sizes)
        {
            byte[] content = Content.Shrinkable(size);
            File.WriteAllBytes(_folder.Combine("plain"), content);
            foreach (string[] options in variants)
            {
                Tool.Run(tool, Arguments(tool, [.. options, "-f", "-q", "-k"], _folder.Combine("plain"), _folder.Combine("packed")));

                Assert.Equal(content, Decoding.Decode(codec, File.ReadAllBytes(_folder.Combine("packed")), size));
            }
        }
    }

    // lz4 takes the output as its second argument, zstd behind -o.
    private static string[] Arguments(string tool, string[] options, string input, string output) =>
        tool == "lz4" ? [.. options, input, output] : [.. options, input, "-o", output];
}

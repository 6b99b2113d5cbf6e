using System.IO.Compression;
using AttachmentPacs.Server.DimseServices.Scu;
using AttachmentPacs.Server.Tests.Hardening;

namespace AttachmentPacs.Server.Tests.Dimse.Scu;

public sealed class DataSetContentTests
{
    // PS3.5 A.5
    [Fact]
    public async Task Deflated_data_set_of_odd_length_gets_one_NUL_behind_it_and_one_of_even_length_none()
    {
        HashSet<int> seen = [];
        for (int length = 1; length <= 30; length++)
        {
            byte[] deflated = Deflate(new HostileFile(null).Identity(string.Concat(Enumerable.Range(0, length))).ToArray());
            using var file = new MemoryStream([.. new HostileFile(HostileFile.Deflated).ToArray(), .. deflated]);
            DataSetContent content = await DataSetContent.OpenAsync(file, file.Length, default);
            using var sent = new MemoryStream();

            await content.CopyToAsync(sent);

            Assert.Equal(deflated.Length % 2 == 0 ? deflated : [.. deflated, 0], sent.ToArray());
            Assert.Equal(sent.Length, content.DataSetLength);
            seen.Add(deflated.Length % 2);
        }

        Assert.Equal(2, seen.Count);
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal)) deflate.Write(bytes);
        return packed.ToArray();
    }
}

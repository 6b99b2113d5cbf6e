using System.Text;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Ingest;

/// <summary>Files that are programs, too (CVE-2019-11687).</summary>
public class ForeignPreambleTests
{
    [Theory]
    [InlineData("MZ\u0090\0", "Windows program")]
    [InlineData("\u007fELF", "ELF program")]
    [InlineData("#!/bin/sh", "script")]
    [InlineData("\u00ca\u00fe\u00ba\u00be", "Mach-O program or Java class")]
    [InlineData("\0\0\0\0", null)]
    [InlineData("II*\0", null)]
    [InlineData("MZ", null)]
    [InlineData("", null)]
    public void Start_of_a_file_tells_a_program(string start, string? expected) => Assert.Equal(expected, ForeignPreamble.Of(Encoding.Latin1.GetBytes(start)));

    [Fact]
    public async Task Program_in_a_preamble_is_logged_by_the_id_of_its_instance()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        byte[] file = DicomBuilder.Instance("Secret").ToArray();
        "MZ"u8.CopyTo(file);

        IngestResult result = await archive.StoreAsync(file);
        await archive.StoreAsync(DicomBuilder.Instance("Other").ToArray());

        Assert.Equal((1021, $"The file of instance {result.Identity.Instance} begins like a Windows program: it is kept as it is, but must not be run"), Assert.Single(archive.Lines));
        Assert.Equal(file, await archive.ReadAsync(await archive.AttachmentAsync(result.Identity.Instance)));
    }
}

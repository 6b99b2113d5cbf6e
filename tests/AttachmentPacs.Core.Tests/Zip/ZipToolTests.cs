using System.Diagnostics;
using AttachmentPacs.Core.Zip;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Core.Tests.Zip;

/// <summary>Archives of the <c>zip</c> tool.</summary>
public class ZipToolTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("archive.zip")]
    [InlineData("archive.zip", "-0")]
    [InlineData("archive.zip", "-9", "-fz")]
    [InlineData("archive.zip", "-0", "-fz")]
    [InlineData("archive.zip", "-fd")]
    [InlineData("archive.zip", "-z")]
    [InlineData("-")]
    public async Task Archive_of_a_folder_is_read(string target, params string[] options)
    {
        if (!File.Exists("/usr/bin/zip"))
        {
            output.WriteLine("The tool zip is not on this machine: nothing was tested here.");
            return;
        }

        using var folder = new TemporaryFolder();
        byte[] content = [.. ZipScene.Noise(200_000), .. new byte[200_000]];
        Directory.CreateDirectory(folder.Combine("in/side"));
        await File.WriteAllBytesAsync(folder.Combine("in/side/ä"), content);
        await File.WriteAllBytesAsync(folder.Combine("in/empty"), []);

        byte[] archive = await ZipAsync(folder, target, options);
        List<Read> members = await ZipScene.ReadSoundAsync(archive, 1000);

        Assert.Equal(content, Assert.Single(members, member => member.Name.StartsWith("in/side/", StringComparison.Ordinal) && member.Kind == ZipMemberKind.File).Content);
        Assert.Empty(Assert.Single(members, member => member.Name == "in/empty").Content);
        Assert.Equal(2, members.Count(member => member.Kind == ZipMemberKind.Directory));
        Assert.Equal(4, members.Count);
    }

    [Fact]
    public async Task Encrypted_archive_is_passed_over()
    {
        if (!File.Exists("/usr/bin/zip"))
        {
            output.WriteLine("The tool zip is not on this machine: nothing was tested here.");
            return;
        }

        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Combine("in"));
        await File.WriteAllBytesAsync(folder.Combine("in/a"), ZipScene.Noise(100_000));
        await File.WriteAllBytesAsync(folder.Combine("in/b"), new byte[100_000]);
        foreach (string target in (string[])["archive.zip", "-"])
        {
            List<Read> members = await ZipScene.ReadSoundAsync(await ZipAsync(folder, target, "-P", "secret", "-D"));

            Assert.Equal([ZipMemberKind.Encrypted, ZipMemberKind.Encrypted], members.Select(member => member.Kind));
        }
    }

    private static async Task<byte[]> ZipAsync(TemporaryFolder folder, string target, params string[] options)
    {
        using Process zip = Process.Start(new ProcessStartInfo("/usr/bin/zip", ["-q", "-r", .. options, target, "in"])
        {
            WorkingDirectory = folder.Path, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        Task<string> errors = zip.StandardError.ReadToEndAsync();
        if (options.Contains("-z")) await zip.StandardInput.WriteAsync("A comment\n");
        zip.StandardInput.Close();
        using var streamed = new MemoryStream();
        await zip.StandardOutput.BaseStream.CopyToAsync(streamed);
        await zip.WaitForExitAsync();
        Assert.True(zip.ExitCode == 0, $"zip ended with {zip.ExitCode}: {await errors}");
        if (target == "-") return streamed.ToArray();
        byte[] archive = await File.ReadAllBytesAsync(folder.Combine(target));
        File.Delete(folder.Combine(target));
        return archive;
    }
}

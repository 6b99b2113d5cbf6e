using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Hosting;

/// <summary>Files are 0640 and folders 0750, however open or shut the surroundings are.</summary>
public class FileModeTests
{
    private const UnixFileMode Folder =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    [Theory]
    [InlineData("000")]
    [InlineData("077")]
    public async Task Umask_changes_no_mode_of_what_the_server_makes(string umask)
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        string root = folder.Combine("made/below");
        byte[] file = DicomBuilder.Instance("P2").Pixels(new byte[2_000_000]).ToArray();
        await using ChildServer server = await ChildServer.StartAsync(
            folder.Path, new ChildSurroundings { Umask = umask }, $"Storage:Directory={root}/storage", $"Database:Sqlite:Path={root}/database/index.db",
            "Storage:CollectAfter=00:00:00", "Storage:CollectEvery=00:00:00.05");
        Stored stored = await server.Client.StoreAsync(DicomBuilder.Instance("P1").ToArray());
        (await server.Client.PutAsync(stored.Attachment("1024"), "note")).IsOk();
        using RawConnection upload = await RawConnection.OpenAsync(server.Client.Uri);
        await upload.SendAsync([.. System.Text.Encoding.ASCII.GetBytes($"POST /instances HTTP/1.1\r\nHost: x\r\nContent-Length: {file.Length}\r\n\r\n"), .. file[..1_000_000]]);
        await Eventually.HoldsAsync("a draft is there", () => Directory.GetFiles($"{root}/storage/drafts").Length == 1);
        await Eventually.HoldsAsync("the collector has its lock", () => System.IO.File.Exists($"{root}/database/index.db-collector"));

        string[] files = Directory.GetFiles(folder.Combine("made"), "*", SearchOption.AllDirectories);
        string[] folders = [folder.Combine("made"), .. Directory.GetDirectories(folder.Combine("made"), "*", SearchOption.AllDirectories)];

        Assert.Subset(files.Select(each => Path.GetFileName(each)).ToHashSet(), new HashSet<string> { "index.db", "index.db-wal", "index.db-shm", "lock" });
        Assert.All(files, each => Assert.Equal((each, File), (each, ModeOf(each))));
        Assert.All(folders, each => Assert.Equal((each, Folder), (each, ModeOf(each))));
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? default : System.IO.File.GetUnixFileMode(path);
}

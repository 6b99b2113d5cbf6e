using System.Diagnostics;
using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.Hosting;

/// <summary>A store on a file system of 24 MiB.</summary>
public class DiskFullTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Full_disk_is_507_and_all_that_was_acknowledged_is_served()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            output.WriteLine("Only root on Linux can mount the small file system that this test fills: nothing was tested here.");
            return;
        }

        using var folder = new TemporaryFolder();
        string disk = Directory.CreateDirectory(folder.Combine("disk")).FullName;
        if (!TryRun("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk))
        {
            output.WriteLine("No tmpfs can be mounted here: nothing was tested.");
            return;
        }

        try
        {
            await FillAsync(disk);
        }
        finally
        {
            Assert.True(TryRun("umount", disk));
        }
    }

    private static async Task FillAsync(string disk)
    {
        await using RunningServer server = await RunningServer.StartAsync($"Storage:Directory={Path.Combine(disk, "storage")}", "Storage:CollectAfter=00:00:00");
        string drafts = Path.Combine(disk, "storage", "drafts");
        List<Stored> stored = [];
        Reply reply;
        while (true)
        {
            byte[] file = Large(stored.Count);
            reply = await server.Client.PostAsync("/instances", file);
            if (reply.Status != HttpStatusCode.OK) break;
            stored.Add(Stored.Of(reply, file));
        }

        reply.IsError(HttpStatusCode.InsufficientStorage, 19);
        Assert.Empty(Directory.GetFiles(drafts));
        Assert.InRange(stored.Count, 3, 8);
        (await server.Client.PutAsync(stored[0].Attachment("1024"), Large(100))).IsError(HttpStatusCode.InsufficientStorage, 19);
        Assert.Empty(Directory.GetFiles(drafts));
        Assert.Equal(stored.Count, (await server.Client.GetAsync("/statistics")).Json.GetProperty("CountInstances").GetInt32());
        foreach (Stored each in stored) Assert.Equal(each.File, (await server.Client.GetAsync($"{each.Path}/file")).IsOk().Body);

        (await server.Client.DeleteAsync(stored[0].Path)).IsOk();
        await server.Archive.Collector.CollectAsync(CancellationToken.None);
        Stored next = await server.Client.StoreAsync(Large(200));
        Assert.Equal(next.File, (await server.Client.GetAsync($"{next.Path}/file")).IsOk().Body);
    }

    private static byte[] Large(int number)
    {
        byte[] pixels = new byte[4 << 20];
        new Random(number).NextBytes(pixels);
        return DicomBuilder.Instance($"P{number}").Pixels(pixels).ToArray();
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

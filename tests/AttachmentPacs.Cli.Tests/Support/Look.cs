using System.Text.Json;
using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Cli.Import;
using AttachmentPacs.Cli.Progress;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;

namespace AttachmentPacs.Cli.Tests.Support;

/// <summary>Looks into a store after the program has ended, and at what it said.</summary>
internal static class Look
{
    /// <summary>Opens the store of a folder, lets a function look, and closes it again.</summary>
    public static async Task<T> IntoAsync<T>(string folder, Func<Archive, Task<T>> look)
    {
        (ServerOptions options, _, IReadOnlyList<string> problems) = OptionsLoader.Load(Apacs.Store(folder));
        Assert.Empty(problems);
        using var notices = new Notices(TextWriter.Null);
        await using LocalArchive local = await LocalArchive.OpenAsync(options, TimeProvider.System, notices, isToWrite: true, CancellationToken.None);
        return await look(local.Archive);
    }

    /// <summary>Ids of all instances, ascending.</summary>
    public static Task<string[]> InstancesAsync(string folder) =>
        IntoAsync<string[]>(folder, async archive => [.. (await archive.Index.ListAsync(ResourceLevel.Instance, 0, 0, default)).Select(id => id.ToString()).Order(StringComparer.Ordinal)]);

    /// <summary>
    /// That a store has these files and nothing else: each instance stored once, its content as sent, two files each on disk, no drafts.
    /// </summary>
    public static Task HasExactlyAsync(string folder, IReadOnlyCollection<byte[]> files) => IntoAsync(folder, async archive =>
    {
        await archive.Guard.SweepAsync(default);
        Assert.Equal(files.Count, (await archive.Index.StatisticsAsync(default)).Instances);
        ChangePage changes = await archive.Index.ChangesAsync(0, null, int.MaxValue, [ChangeType.NewInstance], tombstones: true, default);
        Assert.Equal(files.Count, changes.Changes.Count);
        foreach (byte[] file in files)
        {
            (InstanceIdentity identity, byte[] hash) = ContentProbe.Read(new MemoryStream(file), Dicom.Reading.DicomLimits.Default, System.Security.Cryptography.HashAlgorithmName.SHA256, default);
            ResourceRow row = (await archive.Index.FindAsync(identity.Instance, default))!;
            AttachmentRow attachment = (await archive.Index.AttachmentAsync(row.Key, AttachmentType.Dicom, default))!;
            Assert.Equal(hash, attachment.Blob.Sha256);
            Assert.True(await archive.Reader.IsSoundAsync(new Core.Attachments.Attachment(row, attachment), default));
        }

        Assert.Equal(files.Count * 2, archive.Store.List(default).Count());
        Assert.Empty(Drafts(folder));
        return true;
    });

    public static string[] Drafts(string folder) => Directory.GetFiles(Path.Combine(folder, "storage", "drafts"));

    /// <summary>Files of the store, while somebody else has it.</summary>
    public static int Blobs(string folder)
    {
        string storage = Path.Combine(folder, "storage");
        return Directory.Exists(storage) ? Directory.EnumerateFiles(storage, "????????-*", SearchOption.AllDirectories).Count(file => !file.Contains("/drafts/", StringComparison.Ordinal)) : 0;
    }

    /// <summary>The report: outcome and reason by file name, and the totals.</summary>
    public static (Dictionary<string, (string Outcome, string Reason, string Message)> Files, JsonElement Totals) Report(string path)
    {
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(path));
        var files = report.RootElement.GetProperty("Files").EnumerateArray().ToDictionary(
            file => Path.GetFileName(file.GetProperty("Path").GetString()!),
            file => (file.GetProperty("Outcome").GetString()!, file.GetProperty("Reason").GetString()!, file.GetProperty("Message").GetString()!));
        return (files, report.RootElement.GetProperty("Totals").Clone());
    }
}

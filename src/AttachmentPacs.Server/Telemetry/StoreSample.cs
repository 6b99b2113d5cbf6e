using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Index;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>What the store held at one moment: counters of the index, sizes of files and file systems. No row is counted, no folder listed.</summary>
/// <param name="Statistics">Counters of the index.</param>
/// <param name="LastChange">Last sequence of the change log.</param>
/// <param name="Storage">Bytes of the store's file system, free for this process and in all.</param>
/// <param name="Index">The same of the index's.</param>
/// <param name="IndexBytes">Bytes of the index's file.</param>
/// <param name="JournalBytes">Bytes of its write-ahead log.</param>
internal sealed record StoreSample(
    IndexStatistics Statistics, long LastChange, (long Free, long Total) Storage, (long Free, long Total) Index, long IndexBytes, long JournalBytes)
{
    public static async Task<StoreSample> TakeAsync(IIndexReader index, ServerOptions options)
    {
        string file = Path.GetFullPath(options.Database.Sqlite.Path);
        IndexStatistics statistics = await index.StatisticsAsync(CancellationToken.None).ConfigureAwait(false);
        long lastChange = (await index.LastChangeAsync(tombstones: true, CancellationToken.None).ConfigureAwait(false)).Last;
        return new StoreSample(
            statistics, lastChange, SpaceOf(options.Storage.Directory), SpaceOf(Path.GetDirectoryName(file)!), LengthOf(file), LengthOf(file + "-wal"));
    }

    /// <summary>Asks the operating system (statvfs on Unix).</summary>
    public static (long Free, long Total) SpaceOf(string folder)
    {
        var drive = new DriveInfo(Path.GetFullPath(folder));
        return (drive.AvailableFreeSpace, drive.TotalSize);
    }

    private static long LengthOf(string file)
    {
        var info = new FileInfo(file);
        return info.Exists ? info.Length : 0;
    }
}

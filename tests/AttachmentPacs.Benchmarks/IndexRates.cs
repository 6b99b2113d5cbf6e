using System.Diagnostics;
using System.Globalization;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Index.Sqlite;

namespace AttachmentPacs.Benchmarks;

/// <summary>
/// The index alone, every commit flushed: stores with 1, 8 and 64 callers at a time at growing sizes, then questions, changes, a deletion and the opening.
/// Processor time, allocations and writes are the process's own; making the rows is not counted.
/// </summary>
internal static class IndexRates
{
    private const int Questions = 20_000;
    private const int DeletedSeries = 5000;

    private static readonly int[] Sizes = [10_000, 50_000, 200_000, 1_000_000, 10_000_000];

    /// <summary>
    /// Fills the database in the folder, which stays, up to so many instances, and measures at 10,000 (warm by then), 50,000, 200,000 and a million of
    /// them. One that has as many already, from a run before, is measured as it is.
    /// </summary>
    public static async Task RunAsync(string folder, int count)
    {
        var options = new SqliteIndexOptions { Path = Path.Combine(folder, "index.db") };
        await using (SqliteIndex index = await OpenAsync(options))
        {
            int stored = (int)(await index.StatisticsAsync(default)).Instances;
            int last = Math.Max(stored, count);
            foreach (int size in Sizes.Append(last).Where(size => size >= stored && size <= last).Distinct().Order())
            {
                await FillAsync(index, stored, size);
                stored = await MeasureStoresAsync(index, Math.Max(stored, size), options.Path);
                await MeasureReadsAsync(index, stored);
            }

            await MeasureDeletionAsync(index);
        }

        var watch = Stopwatch.StartNew();
        await using SqliteIndex again = await OpenAsync(options);
        IndexStatistics statistics = await again.StatisticsAsync(default);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"opened with {statistics.Instances} instances in {watch.Elapsed.TotalMilliseconds:0} ms"));
    }

    private static Task<SqliteIndex> OpenAsync(SqliteIndexOptions options) => SqliteIndex.OpenAsync(options, _ => true, TimeProvider.System, default);

    private static async Task FillAsync(SqliteIndex index, int from, int to)
    {
        for (int first = from; first < to; first += 10_000) await StoreAsync(index, Rows(first, Math.Min(10_000, to - first)), 256);
    }

    private static async Task<int> MeasureStoresAsync(SqliteIndex index, int first, string path)
    {
        foreach ((int callers, int count) in ((int, int)[])[(1, 4000), (8, 8000), (64, 8000)])
        {
            NewInstance[] rows = Rows(first, count);
            long transactions = index.Transactions;
            await MeasureAsync($"{first,8} instances: store, {callers} at a time", count, () => StoreAsync(index, rows, callers));
            first += count;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",8} {count / (double)(index.Transactions - transactions):0.0} instances a transaction"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",8} {new FileInfo(path).Length / first} bytes of database an instance"));
        return first;
    }

    private static async Task MeasureReadsAsync(SqliteIndex index, int stored)
    {
        var random = new Random(7);
        int[] numbers = [.. Enumerable.Range(0, Questions).Select(_ => random.Next(stored))];
        ResourceId[] instances = [.. numbers.Select(IndexRows.InstanceId)];
        ResourceId[] studies = [.. numbers.Select(IndexRows.StudyId)];
        string[] uids = [.. numbers.Select(IndexRows.SopInstanceUid)];
        for (int warm = 0; warm < 2; warm++)
        {
            bool isShown = warm == 1;
            await MeasureAsync("find an instance", Questions, () => EachAsync(instances, async id => await FindAsync(index, id)), isShown);
            await MeasureAsync("all its metadata", Questions, () => EachAsync(instances, async id => await index.MetadataAsync((await FindAsync(index, id)).Key, default)), isShown);
            await MeasureAsync("attachment 1 of it", Questions, () => EachAsync(instances, async id => await index.AttachmentAsync((await FindAsync(index, id)).Key, 1, default)), isShown);
            await MeasureAsync("a study as REST shows it", Questions, () => EachAsync(studies, id => StudyAsync(index, id)), isShown);
            await MeasureAsync("look-up by UID", Questions, () => EachAsync(uids, async uid => await index.LookupAsync(ResourceLevel.Instance, uid, default)), isShown);
            foreach (int page in (int[])[100, 1000])
            {
                int changes = Math.Min(200_000, stored);
                await MeasureAsync($"a change, in pages of {page}", changes, () => WalkAsync(index, changes, page), isShown);
            }
        }
    }

    private static async Task MeasureDeletionAsync(SqliteIndex index)
    {
        ResourceId study = ResourceId.ForStudy("DELETED", "1.2.3");
        NewInstance[] rows = [.. Enumerable.Range(0, DeletedSeries).Select(number => OfOneStudy(IndexRows.Instance(1_500_000_000 + number), study))];
        await StoreAsync(index, rows, 256);
        await MeasureAsync("an instance of a deleted study of 5,000", DeletedSeries, async () => await index.DeleteAsync(study, ResourceLevel.Study, default));
    }

    private static NewInstance OfOneStudy(NewInstance row, ResourceId study) => row with
    {
        Patient = row.Patient with { Id = ResourceId.ForPatient("DELETED") },
        Study = row.Study with { Id = study },
    };

    private static async Task<ResourceRow> FindAsync(SqliteIndex index, ResourceId id) =>
        await index.FindAsync(id, default) ?? throw new InvalidOperationException($"The index has lost {id}.");

    private static async Task StudyAsync(SqliteIndex index, ResourceId id)
    {
        ResourceRow row = await FindAsync(index, id);
        await index.MainTagsAsync(row.Key, default);
        await index.DescendantsAsync(row.Key, ResourceLevel.Series, default);
        await index.LabelsAsync(row.Key, default);
    }

    private static async Task WalkAsync(SqliteIndex index, int count, int limit)
    {
        for (long since = 0; since < count;) since = (await index.ChangesAsync(since, null, limit, [], tombstones: false, default)).Last;
    }

    private static async Task EachAsync<T>(T[] questions, Func<T, Task> ask)
    {
        foreach (T question in questions) await ask(question);
    }

    private static NewInstance[] Rows(int first, int count) => [.. Enumerable.Range(first, count).Select(IndexRows.Instance)];

    /// <summary>Each caller takes the next instance when its own is stored.</summary>
    private static Task StoreAsync(SqliteIndex index, NewInstance[] rows, int callers)
    {
        int next = -1;
        return Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (int at = Interlocked.Increment(ref next); at < rows.Length; at = Interlocked.Increment(ref next))
            {
                StoreOutcome outcome = await index.StoreAsync(rows[at], default);
                if (outcome.Status != StoreStatus.Stored) throw new InvalidOperationException($"{rows[at].Instance.Id}: {outcome.Status}.");
            }
        })));
    }

    private static async Task MeasureAsync(string what, int count, Func<Task> work, bool isShown = true)
    {
        GC.Collect();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        Environment.ProcessCpuUsage cpu = Environment.CpuUsage;
        long writes = Writes();
        var watch = Stopwatch.StartNew();
        await work();
        double seconds = watch.Elapsed.TotalSeconds;
        double spent = (Environment.CpuUsage.TotalTime - cpu.TotalTime).TotalMicroseconds;
        if (!isShown) return;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {count / seconds:0}/s, {spent / count:0.0} us of CPU, {(GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)count:0} B, {(Writes() - writes) / (double)count:0.0} writes"));
    }

    // Calls of write and pwrite64 by this process (Linux; elsewhere 0).
    private static long Writes() => !File.Exists("/proc/self/io") ? 0 :
        long.Parse(File.ReadLines("/proc/self/io").First(line => line.StartsWith("syscw", StringComparison.Ordinal))[7..], CultureInfo.InvariantCulture);
}

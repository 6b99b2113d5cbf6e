namespace AttachmentPacs.Cli.Import;

/// <summary>Counts of a run, kept by many tasks at once. Refusals are kept in words up to a number; the report has them all.</summary>
internal sealed class ImportTally(Action<string, ImportResult> report)
{
    private const int KeptInWords = 50;

    private readonly long[] _files = new long[Enum.GetValues<ImportKind>().Length];
    private readonly Lock _gate = new();
    private readonly SortedDictionary<(ImportKind Kind, string Reason), long> _reasons = [];
    private readonly List<(string Path, ImportResult Result)> _words = [];
    private long _bytes;
    private long _storedBytes;

    /// <summary>Files dealt with, whatever became of them.</summary>
    public long Done => Enum.GetValues<ImportKind>().Sum(Of);

    /// <summary>Bytes of the files dealt with.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Bytes of the files that were stored.</summary>
    public long StoredBytes => Interlocked.Read(ref _storedBytes);

    /// <summary>Files that should be in the archive and are not.</summary>
    public long Bad => Of(ImportKind.Refused) + Of(ImportKind.Failed);

    public long Of(ImportKind kind) => Interlocked.Read(ref _files[(int)kind]);

    public void Add(string path, long size, ImportResult result)
    {
        if (size > 0) Interlocked.Add(ref _bytes, size);
        if (size > 0 && result.Kind == ImportKind.Stored) Interlocked.Add(ref _storedBytes, size);
        Interlocked.Increment(ref _files[(int)result.Kind]);
        if (result.Reason.Length == 0) return;
        lock (_gate)
        {
            _reasons[(result.Kind, result.Reason)] = _reasons.GetValueOrDefault((result.Kind, result.Reason)) + 1;
            if (result.Kind != ImportKind.Skipped && _words.Count < KeptInWords) _words.Add((path, result));
            report(path, result);
        }
    }

    /// <summary>Counts by kind and reason, of all that is not in the archive.</summary>
    public IReadOnlyList<(ImportKind Kind, string Reason, long Files)> Reasons()
    {
        lock (_gate) return [.. _reasons.Select(each => (each.Key.Kind, each.Key.Reason, each.Value))];
    }

    /// <summary>The first of those refused or not readable.</summary>
    public IReadOnlyList<(string Path, ImportResult Result)> Words()
    {
        lock (_gate) return [.. _words];
    }
}

namespace AttachmentPacs.Cli.Export;

/// <summary>Counts of an export, kept by many tasks at once.</summary>
internal sealed class ExportTally(Action<string, string?, string> report)
{
    private const int KeptInWords = 50;

    private readonly Lock _gate = new();
    private readonly long[] _files = new long[Enum.GetValues<ExportKind>().Length];
    private readonly List<(string Instance, string Message)> _words = [];
    private long _bytes;

    public long Done => Enum.GetValues<ExportKind>().Sum(Of);

    /// <summary>Bytes written.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public long Of(ExportKind kind) => Interlocked.Read(ref _files[(int)kind]);

    public void Add(ExportKind kind, long size)
    {
        if (kind == ExportKind.Written) Interlocked.Add(ref _bytes, size);
        Interlocked.Increment(ref _files[(int)kind]);
    }

    /// <param name="instance">Its id, or what the user asked for.</param>
    /// <param name="path">Its path below the folder; null where there is none.</param>
    /// <param name="message">Why it was not written.</param>
    public void Fail(string instance, string? path, string message)
    {
        Interlocked.Increment(ref _files[(int)ExportKind.Failed]);
        lock (_gate)
        {
            if (_words.Count < KeptInWords) _words.Add((instance, message));
            report(instance, path, message);
        }
    }

    public IReadOnlyList<(string Instance, string Message)> Words()
    {
        lock (_gate) return [.. _words];
    }
}

namespace AttachmentPacs.Bench;

/// <summary>What a run of the comparison was asked for.</summary>
internal sealed record BenchOptions
{
    private static readonly TimeSpan QuickLimit = TimeSpan.FromSeconds(5);

    /// <summary>Sets the instances of this run apart from those of others: 0 to 999,999,999.</summary>
    public int Run { get; init; } = (int)(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() % 1_000_000_000);

    /// <summary>Few operations, one round: to see that everything works.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Rounds of each scenario.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>No operation of a round is begun after this time.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same for the operations before the first round, without which the figures are those of a server that is still being compiled.</summary>
    public TimeSpan WarmUpLimit { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Where the stores go: on a disk, not in memory.</summary>
    public string Folder { get; init; } = "/var/tmp";

    /// <summary>Names of scenarios; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Which servers are started: <c>attachmentpacs</c>, <c>orthanc</c>.</summary>
    public IReadOnlyList<string> Servers { get; init; } = ["attachmentpacs", "orthanc"];

    /// <summary>The AttachmentPacs.Server.dll that is measured; null for the Release build.</summary>
    public string? Program { get; init; }

    /// <summary>That of another build to compare it with; null for none.</summary>
    public string? Baseline { get; init; }

    /// <summary>An index of this archive to be started with, without its blobs; null for one that is filled.</summary>
    public string? StartIndex { get; init; }

    /// <summary>The URL of one more server; null for none.</summary>
    public string? Peer { get; init; }

    /// <summary>Where that takes C-STORE; null for nowhere.</summary>
    public string? PeerDicom { get; init; }

    /// <summary>A CT; null for the usual one.</summary>
    public string? File { get; init; }

    /// <summary>A small instance; null for the usual one.</summary>
    public string? SmallFile { get; init; }

    /// <summary>How many instances are in the index, for each row of its growth.</summary>
    public IReadOnlyList<long> ChartSizes { get; init; } = [50_000, 200_000, 1_000_000];

    /// <summary>Where the indexes of the growth stay for another run; null for a folder that is removed.</summary>
    public string? ChartFolder { get; init; }

    /// <summary>Where the figures of all rounds go as JSON; null for nowhere.</summary>
    public string? Json { get; init; }

    /// <summary>The same with fewer operations, rounds and time, if that was asked for.</summary>
    public BenchOptions Settled() => IsQuick ? this with { Rounds = 1, Limit = QuickLimit, WarmUpLimit = QuickLimit, ChartSizes = [.. ChartSizes.Take(1).Select(size => Math.Min(size, 5000))] } : this;

    /// <summary>Operations of a round or a warm-up.</summary>
    public int Scaled(int operations) => IsQuick ? Math.Max(operations / 50, Math.Min(operations, 8)) : operations;
}

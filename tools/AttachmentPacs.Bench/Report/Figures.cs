namespace AttachmentPacs.Bench.Report;

/// <summary>The medians of a scenario's rounds on one server.</summary>
internal sealed record Figures
{
    /// <summary>As the table names it.</summary>
    public required string Server { get; init; }

    /// <summary>What is counted, in a second.</summary>
    public required double Rate { get; init; }

    /// <summary>Half of the operations took no longer, in milliseconds.</summary>
    public required double P50 { get; init; }

    /// <summary>Of 100 operations 99 took no longer, in milliseconds.</summary>
    public required double P99 { get; init; }

    /// <summary>Processor time of the server for each thing that is counted, in milliseconds; null if it is not known.</summary>
    public double? ServerTime { get; init; }

    /// <summary>Most resident memory of the server, in MiB; null if it is not known.</summary>
    public double? PeakMemory { get; init; }

    /// <summary>Processor time of the load generator for each thing that is counted, in milliseconds.</summary>
    public required double GeneratorTime { get; init; }

    /// <summary>Operations that succeeded, in all rounds.</summary>
    public required int Done { get; init; }

    /// <summary>Operations that failed, in all rounds.</summary>
    public required int Failed { get; init; }

    /// <summary>What the first of them said, or what else is wrong; null if nothing is.</summary>
    public string? Trouble { get; init; }

    /// <summary>Takes the medians.</summary>
    /// <param name="server">Its name.</param>
    /// <param name="rounds">May be none: there are no figures then.</param>
    /// <param name="units">What is counted in an operation.</param>
    /// <param name="trouble">What is wrong beyond operations that failed; null for nothing.</param>
    public static Figures Of(string server, IReadOnlyList<Measurement> rounds, int units, string? trouble)
    {
        IReadOnlyList<Measurement> useful = [.. rounds.Where(round => round.Load.Done > 0)];
        double Each(Func<Measurement, double> figure) => Statistic.Median(useful.Select(figure));
        bool isKnown = useful.Count > 0 && useful.All(round => round.ServerTime is not null);
        return new Figures
        {
            Server = server,
            Rate = Each(round => round.Load.Rate * units),
            P50 = Each(round => Statistic.Percentile(round.Load.Latencies, 0.5).TotalMilliseconds),
            P99 = Each(round => Statistic.Percentile(round.Load.Latencies, 0.99).TotalMilliseconds),
            ServerTime = isKnown ? Each(round => round.ServerTime!.Value.TotalMilliseconds / round.Load.Done / units) : null,
            PeakMemory = rounds.Count > 0 && rounds.All(round => round.PeakMemory is not null) ? Statistic.Median(rounds.Select(round => round.PeakMemory!.Value / 1048576.0)) : null,
            GeneratorTime = Each(round => round.Load.GeneratorTime.TotalMilliseconds / round.Load.Done / units),
            Done = rounds.Sum(round => round.Load.Done),
            Failed = rounds.Sum(round => round.Load.Failed),
            Trouble = rounds.Any(round => round.WasKilled) ? "was killed, as it had taken almost all memory of the machine" : rounds.Select(round => round.Load.FirstFailure).FirstOrDefault(text => text is not null) ?? trouble,
        };
    }
}

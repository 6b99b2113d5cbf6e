using System.Globalization;
using AttachmentPacs.Bench.Scenarios;

namespace AttachmentPacs.Bench.Report;

/// <summary>The comparison as a Markdown table whose columns are aligned: a row for each server of a scenario; ratios are those of the first server to that of the row.</summary>
internal static class ComparisonTable
{
    private static readonly string[] Header =
        ["scenario", "server", "per s", "p50 ms", "p99 ms", "CPU ms", "peak MiB", "failed", "generator ms", "rate x", "CPU x", "peak x"];

    /// <summary>Writes it.</summary>
    /// <param name="results">Scenarios with the figures of each server; ratios are of the first to each of the others.</param>
    public static string Of(IEnumerable<(IScenario Scenario, IReadOnlyList<Figures> Servers)> results) =>
        MarkdownTable.Of(Header, results.SelectMany(result => result.Servers.Select((figures, i) => Row(result.Scenario, figures, i == 0 ? null : result.Servers[0]))));

    /// <summary>A ratio with what is wanted of it, as in "3.4 (>= 3 yes)"; empty if it is not known.</summary>
    /// <param name="ours">Figure of the first.</param>
    /// <param name="theirs">Figure of the second.</param>
    /// <param name="wanted">The ratio wanted; null if none is.</param>
    /// <param name="isAtLeast">More is better.</param>
    public static string Ratio(double? ours, double? theirs, double? wanted, bool isAtLeast)
    {
        if (ours is not { } first || theirs is not { } second || !double.IsFinite(first / second)) return "";
        double ratio = first / second;
        if (wanted is not { } limit) return Number(ratio);
        return string.Create(CultureInfo.InvariantCulture, $"{Number(ratio)} ({(isAtLeast ? ">=" : "<=")} {limit} {((isAtLeast ? ratio >= limit : ratio <= limit) ? "yes" : "NO")})");
    }

    private static string[] Row(IScenario scenario, Figures figures, Figures? first)
    {
        Target target = figures.Server switch { "Orthanc" => scenario.Target, "nginx" => new Target(Rate: scenario.NginxRate), _ => new Target() };
        return
        [
            first is null ? scenario.Title : "", figures.Server, Number(figures.Rate), Number(figures.P50), Number(figures.P99), Number(figures.ServerTime), Number(figures.PeakMemory),
            figures.Failed == 0 ? "" : figures.Failed.ToString(CultureInfo.InvariantCulture), Number(figures.GeneratorTime),
            Ratio(first?.Rate, figures.Rate, target.Rate, isAtLeast: true),
            Ratio(first?.ServerTime, figures.ServerTime, target.ServerTime, isAtLeast: false),
            Ratio(first?.PeakMemory, figures.PeakMemory, target.PeakMemory, isAtLeast: false),
        ];
    }

    // Three digits that count.
    private static string Number(double? value) => value is not { } number || !double.IsFinite(number)
        ? ""
        : number.ToString(Math.Abs(number) switch { >= 99.95 => "N0", >= 9.995 => "0.0", >= 0.9995 => "0.00", >= 0.09995 => "0.000", _ => "0.0000" }, CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>One line with a value.</summary>
internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>
/// Reads Prometheus' text-based exposition format 0.0.4 and fails on whatever a strict reader would not take: lines out of their family, names
/// and labels that are none, counters without <c>_total</c>, series twice, histograms whose buckets fall or do not end in their count.
/// </summary>
internal sealed partial class Exposition
{
    private readonly List<Sample> _samples = [];
    private readonly Dictionary<string, string> _types = [];
    private readonly HashSet<string> _seen = [];

    public Exposition(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        string family = "";
        string helped = "";
        foreach (string line in text[..^1].Split('\n'))
        {
            if (HelpLine().Match(line) is { Success: true } help)
            {
                helped = help.Groups[1].Value;
            }
            else if (TypeLine().Match(line) is { Success: true } type)
            {
                family = type.Groups[1].Value;
                Assert.Equal(helped, family);
                Assert.True(_types.TryAdd(family, type.Groups[2].Value), $"family {family} comes twice");
                Assert.True(type.Groups[2].Value != "counter" || family.EndsWith("_total", StringComparison.Ordinal), $"counter {family}");
            }
            else
            {
                Add(line, family);
            }
        }

        foreach (string histogram in _types.Where(type => type.Value == "histogram").Select(type => type.Key)) CheckHistogram(histogram);
    }

    /// <summary>Names of the families with their types.</summary>
    public IReadOnlyDictionary<string, string> Types => _types;

    public IReadOnlyList<Sample> Samples => _samples;

    /// <summary>Sum of the samples of this name that have these labels, written <c>name=value</c>; 0 without any.</summary>
    public double Sum(string name, params string[] labels) => _samples
        .Where(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Split('=')[0]) == label.Split('=')[1]))
        .Sum(sample => sample.Value);

    private void Add(string line, string family)
    {
        Match match = SampleLine().Match(line);
        Assert.True(match.Success, $"not a line of the format: {line}");
        string name = match.Groups["name"].Value;
        string[] expected = _types[family] == "histogram" ? [$"{family}_bucket", $"{family}_sum", $"{family}_count"] : [family];
        Assert.Contains(name, expected);
        Assert.True(_seen.Add(name + match.Groups["labels"].Value), $"series twice: {line}");
        var labels = Label().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value);
        _samples.Add(new Sample(name, labels, Number(match.Groups["value"].Value)));
    }

    private void CheckHistogram(string family)
    {
        foreach (IGrouping<string, Sample> series in _samples.Where(sample => sample.Name == family + "_bucket").GroupBy(KeyOf))
        {
            double[] bounds = [.. series.Select(bucket => Number(bucket.Labels["le"]))];
            double[] counts = [.. series.Select(bucket => bucket.Value)];
            Assert.Equal(bounds.Order().Distinct(), bounds);
            Assert.Equal(double.PositiveInfinity, bounds[^1]);
            Assert.Equal(counts.Order(), counts);
            Assert.Equal(counts[^1], _samples.Single(sample => sample.Name == family + "_count" && KeyOf(sample) == series.Key).Value);
            Assert.Single(_samples, sample => sample.Name == family + "_sum" && KeyOf(sample) == series.Key);
        }
    }

    private static string KeyOf(Sample sample) => string.Join(',', sample.Labels.Where(label => label.Key != "le").OrderBy(label => label.Key).Select(label => $"{label.Key}={label.Value}"));

    private static double Number(string text) =>
        text == "+Inf" ? double.PositiveInfinity : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\\n]|\\\\|\\n)+\z")]
    private static partial Regex HelpLine();

    [GeneratedRegex(@"\A# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)\z")]
    private static partial Regex TypeLine();

    [GeneratedRegex("""\A(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?<labels>[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*")*)\})? (?<value>\+Inf|-Inf|NaN|-?\d+(?:\.\d+)?(?:E[+-]?\d+)?)\z""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("""([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|\z)""")]
    private static partial Regex Label();
}

using System.Globalization;
using System.Text;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>
/// Prometheus' text-based exposition format, version 0.0.4: for each family <c># HELP</c>, <c># TYPE</c> and a line for each series;
/// histograms as cumulative <c>_bucket</c> lines up to <c>le="+Inf"</c>, <c>_sum</c> and <c>_count</c>.
/// </summary>
internal sealed class PrometheusText
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new(32 << 10);

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());

    public void Write(MetricFamily family)
    {
        WriteHead(family.Name, family.Help, family.Kind.ToString().ToLowerInvariant());
        foreach ((string labels, Series series) in family.Series.Select(each => (Labels(each.Key), each.Value)).OrderBy(each => each.Item1, StringComparer.Ordinal))
        {
            if (family.Kind == MetricKind.Histogram) WriteHistogram(family, labels, series);
            else WriteLine(family.Name, labels, series.Value);
        }
    }

    /// <summary>A family of one number without labels.</summary>
    public void WriteGauge(string name, string help, double value)
    {
        WriteHead(name, help, "gauge");
        WriteLine(name, "", value);
    }

    private void WriteHead(string name, string help, string type)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    private void WriteHistogram(MetricFamily family, string labels, Series series)
    {
        long count = 0;
        double sum = series.Value;
        long[] buckets = series.Buckets();
        string before = labels.Length == 0 ? "" : labels + ",";
        for (int i = 0; i < buckets.Length; i++)
        {
            count += buckets[i];
            string bound = i < family.Bounds.Length ? Number(family.Bounds[i]) : "+Inf";
            WriteLine(family.Name + "_bucket", $"{before}le=\"{bound}\"", count);
        }

        WriteLine(family.Name + "_sum", labels, sum);
        WriteLine(family.Name + "_count", labels, count);
    }

    private void WriteLine(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0) _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Labels(TagSet tags) => string.Join(',', tags.Tags.Select(tag => $"{tag.Key.Replace('.', '_')}=\"{Escape(tag.Value)}\""));

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);
}

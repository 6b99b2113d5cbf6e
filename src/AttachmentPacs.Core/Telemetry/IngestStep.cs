using System.Diagnostics;

namespace AttachmentPacs.Core.Telemetry;

/// <summary>
/// One of the steps of an instance on its way in: from <see cref="Begin"/> until it is disposed, as a measurement and, where somebody
/// traces, as a span. Names: <c>receive</c>, <c>identify</c>, <c>complete</c>, <c>lookup</c>, <c>summary</c>, <c>publish</c>, <c>commit</c>.
/// </summary>
internal readonly struct IngestStep : IDisposable
{
    private readonly string _name;
    private readonly long _start;
    private readonly Activity? _span;

    private IngestStep(string name, Activity? span) => (_name, _start, _span) = (name, Stopwatch.GetTimestamp(), span);

    public static IngestStep Begin(string name) => new(name, IngestTrace.Source.StartActivity(name));

    public void Dispose()
    {
        CoreMetrics.RecordStep(_start, _name);
        _span?.Dispose();
    }
}

using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Report;

/// <summary>One round of a scenario on one server.</summary>
/// <param name="Load">What the clients saw.</param>
/// <param name="ServerTime">Processor time of the server's process meanwhile; null if it is not known.</param>
/// <param name="PeakMemory">Its most resident memory meanwhile, in bytes; null if it is not known.</param>
internal sealed record Measurement(LoadResult Load, TimeSpan? ServerTime, long? PeakMemory)
{
    /// <summary>Measures a load.</summary>
    public static Measurement Take(IServer server, Func<LoadResult> load)
    {
        if (server.Process is not { } process) return new Measurement(load(), null, null);
        process.ResetPeakMemory();
        TimeSpan before = process.ProcessorTime();
        LoadResult result = load();
        return new Measurement(result, process.ProcessorTime() - before, process.PeakMemory());
    }
}

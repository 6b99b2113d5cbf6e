using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Report;

/// <summary>One round of a scenario on one server.</summary>
/// <param name="Load">What the clients saw.</param>
/// <param name="ServerTime">Processor time of the server's process meanwhile; null if it is not known.</param>
/// <param name="PeakMemory">Its most resident memory meanwhile, in bytes; null if it is not known.</param>
/// <param name="WasKilled">It took so much memory that it was ended.</param>
internal sealed record Measurement(LoadResult Load, TimeSpan? ServerTime, long? PeakMemory, bool WasKilled = false)
{
    /// <summary>Measures a load.</summary>
    /// <exception cref="IOException">The server ended meanwhile.</exception>
    public static Measurement Take(IServer server, Func<LoadResult> load)
    {
        if (server.Process is not { } process) return new Measurement(load(), null, null);
        TimeSpan before = TimeSpan.Zero;
        if (!process.HasEnded)
        {
            process.ResetPeakMemory();
            before = process.ProcessorTime();
        }

        LoadResult result;
        using (var guard = new MemoryGuard(process))
        {
            result = load();
            if (guard.KilledAt is { } killed) return new Measurement(result, null, killed, WasKilled: true);
        }

        // A load may be to start the server: the process is another one then.
        ProcessFigures now = server.Process;
        if (now.HasEnded) throw new IOException($"{server.Name} has ended under the load: {result.FirstFailure}");
        return new Measurement(result, now.ProcessorTime() - (now.Id == process.Id ? before : TimeSpan.Zero), now.PeakMemory());
    }
}

namespace AttachmentPacs.Bench.Load;

/// <summary>What came of a load.</summary>
/// <param name="Done">Operations that succeeded.</param>
/// <param name="Failed">Operations that failed: neither in <paramref name="Done"/> nor among the latencies.</param>
/// <param name="FirstFailure">What the first of them said; null if none failed.</param>
/// <param name="Elapsed">From the start of all clients to the end of the last.</param>
/// <param name="GeneratorTime">Processor time of this process meanwhile.</param>
/// <param name="Latencies">Of each operation done, ascending.</param>
internal sealed record LoadResult(int Done, int Failed, string? FirstFailure, TimeSpan Elapsed, TimeSpan GeneratorTime, TimeSpan[] Latencies)
{
    /// <summary>Operations done in a second.</summary>
    public double Rate => Done / Elapsed.TotalSeconds;
}

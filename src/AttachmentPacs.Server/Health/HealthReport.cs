namespace AttachmentPacs.Server.Health;

/// <summary>How the server fares, part by part.</summary>
/// <param name="Parts">In a fixed order.</param>
internal sealed record HealthReport(IReadOnlyList<PartState> Parts)
{
    /// <summary>Every part is well: requests may come.</summary>
    public bool IsReady => Parts.All(part => part.Problem is null);
}

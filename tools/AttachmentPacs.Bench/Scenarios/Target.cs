namespace AttachmentPacs.Bench.Scenarios;

/// <summary>What is wanted of this archive beside the other, as ratios; null where nothing is.</summary>
/// <param name="Rate">At least this many times its operations a second.</param>
/// <param name="ServerTime">At most this many times its processor time for an operation.</param>
/// <param name="PeakMemory">At most this many times its peak of resident memory.</param>
internal sealed record Target(double? Rate = null, double? ServerTime = null, double? PeakMemory = null);

namespace AttachmentPacs.Bench.Report;

/// <summary>Order statistics.</summary>
internal static class Statistic
{
    /// <summary>The middle value, or the mean of the two in the middle; not a number if there is none.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) return double.NaN;
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The least of the values that a share of all does not exceed (nearest rank); zero if there is none.</summary>
    /// <param name="ascending">In their order.</param>
    /// <param name="share">From 0 to 1.</param>
    public static TimeSpan Percentile(ReadOnlySpan<TimeSpan> ascending, double share) =>
        ascending.IsEmpty ? TimeSpan.Zero : ascending[Math.Clamp((int)Math.Ceiling(share * ascending.Length) - 1, 0, ascending.Length - 1)];
}

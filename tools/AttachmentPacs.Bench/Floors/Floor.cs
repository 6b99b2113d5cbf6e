using System.Diagnostics;

namespace AttachmentPacs.Bench.Floors;

/// <summary>What this machine can do of one thing, with nothing else to do: no server can be faster.</summary>
/// <param name="Name">What was done.</param>
/// <param name="Rate">How much of it a second.</param>
/// <param name="Unit">Of what.</param>
internal sealed record Floor(string Name, double Rate, string Unit)
{
    /// <summary>How long each is measured, at most a little longer.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    /// <summary>Repeats a step, which tells how much it has done, until the time is over; one step before it does not count.</summary>
    public static Floor Measure(string name, string unit, Func<double> step)
    {
        step();
        double done = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Duration) done += step();
        return new Floor(name, done / Stopwatch.GetElapsedTime(start).TotalSeconds, unit);
    }
}

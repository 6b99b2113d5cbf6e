using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AttachmentPacs.Bench.Servers;

/// <summary>What the kernel counts for a process (Linux). Safe for use while it runs; not after its end.</summary>
internal sealed partial class ProcessFigures(int processId)
{
    // CPUCLOCK_SCHED of linux/posix-timers: the clock of a process is made of its id (clock_getcpuclockid(3)).
    private const int SchedulerClock = 2;

    /// <summary>Its id.</summary>
    public int Id => processId;

    /// <summary>Processor time of all its threads so far, ended ones included, as the scheduler counts it: to the nanosecond.</summary>
    public TimeSpan ProcessorTime()
    {
        if (ReadClock((~processId << 3) | SchedulerClock, out TimeSpec time) != 0) throw new Win32Exception();
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    /// <summary>Processor time of this process so far.</summary>
    public static TimeSpan OwnProcessorTime() => new ProcessFigures(Environment.ProcessId).ProcessorTime();

    /// <summary>Most resident memory since its start or the last <see cref="ResetPeakMemory"/>, in bytes (VmHWM).</summary>
    public long PeakMemory() => Status("VmHWM:");

    /// <summary>Resident memory now, in bytes (VmRSS).</summary>
    public long Memory() => Status("VmRSS:");

    /// <summary>Makes the resident memory of now the peak from here on (proc_pid_clear_refs(5): 5).</summary>
    public void ResetPeakMemory() => File.WriteAllText($"/proc/{processId}/clear_refs", "5");

    private long Status(string field)
    {
        string line = File.ReadLines($"/proc/{processId}/status").First(each => each.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int ReadClock(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AttachmentPacs.Bench.Servers;

/// <summary>What the kernel counts for a process, or for some that serve together (Linux). Safe for use while they run; not after their end.</summary>
internal sealed partial class ProcessFigures(params int[] processIds)
{
    // CPUCLOCK_SCHED of linux/posix-timers: the clock of a process is made of its id (clock_getcpuclockid(3)).
    private const int SchedulerClock = 2;

    /// <summary>The id of the first.</summary>
    public int Id => processIds[0];

    /// <summary>One of them is no more, or is about to be.</summary>
    public bool HasEnded => processIds.Any(HasEndedOne);

    /// <summary>Ends them at once (SIGKILL).</summary>
    public void Kill()
    {
        foreach (int id in processIds)
        {
            using var process = Process.GetProcessById(id);
            process.Kill();
        }
    }

    /// <summary>Processor time of all threads so far, ended ones included, as the scheduler counts it: to the nanosecond.</summary>
    public TimeSpan ProcessorTime() => processIds.Aggregate(TimeSpan.Zero, (sum, id) => sum + ProcessorTime(id));

    /// <summary>Processor time of this process so far.</summary>
    public static TimeSpan OwnProcessorTime() => new ProcessFigures(Environment.ProcessId).ProcessorTime();

    /// <summary>Most resident memory since its start or the last <see cref="ResetPeakMemory"/>, in bytes (VmHWM).</summary>
    public long PeakMemory() => Status("VmHWM:");

    /// <summary>Resident memory now, in bytes (VmRSS).</summary>
    public long Memory() => Status("VmRSS:");

    /// <summary>Makes the resident memory of now the peak from here on (proc_pid_clear_refs(5): 5).</summary>
    public void ResetPeakMemory()
    {
        foreach (int id in processIds) File.WriteAllText($"/proc/{id}/clear_refs", "5");
    }

    // proc_pid_stat(5): the state comes after the name, which is in parentheses; Z is a process that nobody has waited for yet.
    private static bool HasEndedOne(int processId)
    {
        string file = $"/proc/{processId}/stat";
        if (!File.Exists(file)) return true;
        string stat = File.ReadAllText(file);
        return stat[stat.LastIndexOf(')') + 2] is 'Z' or 'X';
    }

    private static TimeSpan ProcessorTime(int processId)
    {
        if (ReadClock((~processId << 3) | SchedulerClock, out TimeSpec time) != 0) throw new Win32Exception();
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    private long Status(string field) => processIds.Sum(id => Status(id, field));

    private static long Status(int processId, string field) => Bytes($"/proc/{processId}/status", field);

    /// <summary>What a file of the kernel tells on the line of a field.</summary>
    internal static long Bytes(string file, string field) => Bytes(File.ReadLines(file).First(each => each.StartsWith(field, StringComparison.Ordinal)));

    /// <summary>Of a line as "VmHWM:&#9;   81236 kB": a tab, then blanks only as long as the number has fewer than eight digits.</summary>
    internal static long Bytes(string line) =>
        long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int ReadClock(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

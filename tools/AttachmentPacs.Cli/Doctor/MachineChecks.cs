using System.Diagnostics;
using System.Globalization;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Storage;
using AttachmentPacs.Storage.Codecs;
using AttachmentPacs.Storage.FileSystem;

namespace AttachmentPacs.Cli.Doctor;

/// <summary>What the machine gives to a server, whatever its configuration: codecs, the clock, memory, open files.</summary>
internal static class MachineChecks
{
    private const long OtherMemory = 256L << 20;
    private const long FewOpenFiles = 4096;
    private static readonly string[] TimeTools = ["/usr/bin/timedatectl", "/bin/timedatectl"];
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    public static void Codecs(Examination examination, Findings findings)
    {
        foreach ((Codec codec, string package) in (ReadOnlySpan<(Codec, string)>)[(Codec.Zstd, "libzstd1"), (Codec.Lz4, "liblz4-1")])
        {
            if (CodecSupport.IsAvailable(codec)) findings.Ok($"The library of {codec} is there.");
            else findings.Warning($"The library of {codec} is not there.", $"What is stored in {codec} cannot be read, nor written.", $"apt-get install {package}");
        }
    }

    /// <summary>Dates of reception and of changes are taken from the clock; an early one also makes certificates invalid.</summary>
    public static void Clock(Examination examination, Findings findings)
    {
        DateTimeOffset now = examination.Time.GetUtcNow();
        string program = typeof(Product).Assembly.Location;
        string[] older = [.. new[] { program, examination.Index, Path.Combine(examination.Storage, "lock") }
            .Where(path => File.Exists(path) && File.GetLastWriteTimeUtc(path) > now.UtcDateTime + ClockTolerance)];
        string shown = now.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (older.Length > 0)
        {
            findings.Problem(
                $"The clock shows {shown}, which is before {string.Join(", ", older)} was written.", "Dates of reception and changes are wrong, and certificates seem not valid yet.",
                "Set the clock (timedatectl set-ntp true), and start the server after that.");
        }
        else if (IsSynchronized() == false)
        {
            findings.Warning($"The clock shows {shown}, but no time server keeps it right.", "It goes wrong by seconds a week, and dates of reception with it.", "timedatectl set-ntp true");
        }
        else
        {
            findings.Ok($"The clock shows {shown}.");
        }
    }

    public static void Memory(Examination examination, Findings findings)
    {
        long available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        long kept = FileSystemBlobStoreOptions.Affordable(examination.Options.Storage.KeptContents);
        long needed = examination.Options.Limits.IngestBytes + examination.Options.Database.Sqlite.CacheSize + kept + OtherMemory;
        string found = string.Create(CultureInfo.InvariantCulture, $"{available >> 20} MiB of memory may be used here (machine or control group)");
        if (available >= needed) findings.Ok($"{found}.");
        else
        {
            findings.Warning(
                string.Create(CultureInfo.InvariantCulture, $"{found}, and the configuration allows the server {needed >> 20} MiB."), "The system ends a process that takes more than it may.",
                "Lower Limits:IngestBytes, Database:Sqlite:CacheSize or Storage:KeptContents, or raise the limit (MemoryMax= of the unit, the container's memory).");
        }
    }

    public static void OpenFiles(Examination examination, Findings findings)
    {
        const string Limits = "/proc/self/limits";
        if (!File.Exists(Limits)) return;

        // Soft, then hard limit: the runtime raises the first to the second when it starts.
        string line = File.ReadLines(Limits).First(each => each.StartsWith("Max open files", StringComparison.Ordinal));
        string hard = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        if (!long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out long files) || files >= FewOpenFiles) findings.Ok($"{hard} files may be open at the same time.");
        else findings.Warning($"{hard} files may be open at the same time.", "Each connection, draft and reader is one; beyond that requests fail.", "Raise LimitNOFILE= of the unit, or ulimit -n, to 65536.");
    }

    // What systemd says; null where nobody can be asked.
    private static bool? IsSynchronized()
    {
        string? tool = TimeTools.FirstOrDefault(File.Exists);
        if (tool is null) return null;
        using Process process = Process.Start(new ProcessStartInfo(tool, ["show", "--property=NTPSynchronized", "--value"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string answer = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        errors.Wait();
        return process.ExitCode == 0 && answer is "yes" or "no" ? answer == "yes" : null;
    }
}

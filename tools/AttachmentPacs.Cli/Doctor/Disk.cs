using System.Runtime.InteropServices;

namespace AttachmentPacs.Cli.Doctor;

/// <summary>The file system that a path is on, or will be on when it is made.</summary>
/// <param name="MountPoint">Where it is mounted.</param>
/// <param name="Type">As the system names it: ext4, nfs4, tmpfs.</param>
/// <param name="IsReadOnly">Mounted so.</param>
/// <param name="FreeBytes">Free for this user.</param>
/// <param name="FreeFiles">Files and folders that can still be made; null where there is no such number.</param>
internal sealed partial record Disk(string MountPoint, string Type, bool IsReadOnly, long FreeBytes, long? FreeFiles)
{
    // struct statvfs (64 bits): numbers of 8 bytes, of which the 6th is all inodes and the 8th those free for users.
    private const int AllFiles = 5;
    private const int FreeFilesAt = 7;

    public static Disk Of(string path)
    {
        string existing = ExistingAbove(path);
        string real = new DirectoryInfo(existing).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? existing;
        long free = new DriveInfo(real).AvailableFreeSpace;
        if (!OperatingSystem.IsLinux()) return new Disk(Path.GetPathRoot(real)!, new DriveInfo(real).DriveFormat, false, free, null);

        string[] mount = File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' '))
            .Where(fields => IsAt(fields[4], real)).MaxBy(fields => fields[4].Length)!;
        Span<ulong> facts = stackalloc ulong[32];
        bool hasFiles = Environment.Is64BitProcess && Statvfs(real, facts) == 0 && facts[AllFiles] > 0;
        return new Disk(mount[4], mount[Array.IndexOf(mount, "-") + 1], mount[5].Split(',').Contains("ro"), free, hasFiles ? (long)facts[FreeFilesAt] : null);
    }

    /// <summary>The nearest folder above a path, or it itself, that is there.</summary>
    public static string ExistingAbove(string path)
    {
        string at = Path.GetFullPath(path);
        while (!Directory.Exists(at)) at = Path.GetDirectoryName(at)!;
        return at;
    }

    private static bool IsAt(string mountPoint, string path) =>
        mountPoint == "/" || path == mountPoint || path.StartsWith(mountPoint + "/", StringComparison.Ordinal);

    [LibraryImport("libc", EntryPoint = "statvfs", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statvfs(string path, Span<ulong> facts);
}

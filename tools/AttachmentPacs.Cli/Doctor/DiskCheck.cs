using System.Globalization;

namespace AttachmentPacs.Cli.Doctor;

/// <summary>The file systems of storage and index: kind, room, files that can still be made.</summary>
internal static class DiskCheck
{
    private const long FewFiles = 100_000;
    private const long NoFiles = 1_000;
    private const long IndexRoom = 256L << 20;

    // Locks, shared memory and flushes are not what they are on a local disk.
    private static readonly string[] Network = ["nfs", "nfs4", "cifs", "smb3", "smb2", "9p", "ceph", "glusterfs", "lustre", "afs", "fuse.sshfs", "fuse.glusterfs"];
    private static readonly string[] Memory = ["tmpfs", "ramfs"];

    public static void Run(Examination examination, Findings findings)
    {
        Disk storage = Disk.Of(examination.Storage);
        Disk index = Disk.Of(Path.GetDirectoryName(examination.Index)!);
        CheckKind("The storage", storage, isIndex: false, findings);
        CheckKind("The index", index, isIndex: true, findings);
        CheckRoom(storage, examination.Options.Storage.MinimumFreeSpace, findings);
        if (index.MountPoint != storage.MountPoint && index.FreeBytes < IndexRoom)
        {
            findings.Warning($"{Size(index.FreeBytes)} are free for the index at {index.MountPoint}.", "An index without room takes nothing more (507).", "Free space there, or move the index.");
        }

        if (findings.AreSound) findings.Ok($"{storage.Type} at {storage.MountPoint} has {Size(storage.FreeBytes)} free{(storage.FreeFiles is { } files ? Invariant($" and room for {files} files") : "")}.");
    }

    private static void CheckKind(string what, Disk disk, bool isIndex, Findings findings)
    {
        string found = $"{what} is on {disk.MountPoint}, a file system of type {disk.Type}.";
        if (disk.IsReadOnly)
        {
            findings.Problem($"{what} is on {disk.MountPoint}, which is mounted read-only.", "Nothing can be stored. Systems mount a disk so after errors.", "Look at the kernel's log (dmesg), then remount it for writing.");
        }

        if (Network.Contains(disk.Type) && isIndex) findings.Problem(found, "SQLite's locks and its shared memory do not work over a network: the index may be damaged.", "Point Database:Sqlite:Path to a local disk.");
        else if (Network.Contains(disk.Type)) findings.Warning(found, "Whether what is flushed survives a power failure is up to the other machine, and each file costs several round trips.", "Prefer a local disk, or see that the export is mounted hard and synced.");
        else if (Memory.Contains(disk.Type)) findings.Warning(found, "It lives in memory: everything is gone with the next start of the machine.", $"Point {(isIndex ? "Database:Sqlite:Path" : "Storage:Directory")} to a disk.");
        else if (disk.Type == "overlay") findings.Warning(found, "It is a container's own layer: everything is gone with the container.", "Mount a volume there.");
    }

    private static void CheckRoom(Disk disk, long floor, Findings findings)
    {
        if (disk.FreeBytes < floor)
        {
            findings.Problem(
                $"{Size(disk.FreeBytes)} are free at {disk.MountPoint}, less than the floor of {Size(floor)}.", "The server takes nothing (507).",
                "Free space, delete studies, or lower Storage:MinimumFreeSpace.");
        }
        else if (disk.FreeBytes < 2 * floor)
        {
            findings.Warning(
                $"{Size(disk.FreeBytes)} are free at {disk.MountPoint}; below {Size(floor)} the server takes nothing.", "Uploads will be refused (507) soon.", "Free space, or grow the volume.");
        }

        if (disk.FreeFiles is not { } files || files >= FewFiles) return;
        string found = Invariant($"{files} more files can be made at {disk.MountPoint} (inodes).");
        const string Why = "Each attachment is a file; without inodes a disk is full although it has room.";
        const string Next = "Make the file system anew with more inodes, or move the storage to one that does not count them (XFS, Btrfs).";
        if (files < NoFiles) findings.Problem(found, Why, Next);
        else findings.Warning(found, Why, Next);
    }

    private static string Size(long bytes) => bytes >= 1 << 30 ? Invariant($"{bytes / (double)(1 << 30):0.0} GiB") : Invariant($"{bytes / (double)(1 << 20):0.0} MiB");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Runtime.InteropServices;

namespace AttachmentPacs.Cli.Doctor;

/// <summary>What Linux knows of a file and the framework does not tell.</summary>
/// <param name="User">Number of its owner.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Device">The file system it is on.</param>
internal sealed partial record FileFacts(uint User, UnixFileMode Mode, ulong Device)
{
    private const int CurrentFolder = -100;
    private const uint BasicFacts = 0x7FF;
    private const int WriteAndEnter = 2 | 1;
    private const int Write = 2;

    /// <summary>The user this process acts as.</summary>
    public static uint CurrentUser { get; } = OperatingSystem.IsLinux() ? GetEffectiveUser() : 0;

    /// <summary>Facts of a file or folder, a link's target; null if it is not there, cannot be reached, or the system is another.</summary>
    public static FileFacts? Of(string path)
    {
        if (!OperatingSystem.IsLinux()) return null;

        // struct statx (statx(2)), the same on every architecture: uid at 20, mode at 28, device at 136 and 140.
        Span<byte> facts = stackalloc byte[256];
        if (Statx(CurrentFolder, path, 0, BasicFacts, facts) != 0) return null;
        return new FileFacts(
            MemoryMarshal.Read<uint>(facts[20..]), (UnixFileMode)(MemoryMarshal.Read<ushort>(facts[28..]) & 0xFFF),
            ((ulong)MemoryMarshal.Read<uint>(facts[136..]) << 32) | MemoryMarshal.Read<uint>(facts[140..]));
    }

    /// <summary>Whether this user may write a file, or make and remove files in a folder.</summary>
    public static bool IsWritable(string path) => !OperatingSystem.IsLinux() || Access(path, Directory.Exists(path) ? WriteAndEnter : Write) == 0;

    /// <summary>A user's name, or the number if it has none.</summary>
    public static string NameOf(uint user)
    {
        string number = user.ToString(System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            return File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(parts => parts.Length > 2 && parts[2] == number)?[0] ?? number;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No such list, or not for this user.
            return number;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> facts);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();
}

using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>The system's own SQLite library, which the distribution keeps up to date; loaded once per process.</summary>
internal static class Library
{
    // Window functions, upserts and partial indexes are all older than this.
    private const int OldestVersion = 3_031_000;

    private static readonly Lazy<bool> Loading = new(Load);

    /// <summary>Loads the library. Throws <see cref="IndexUnusableException"/> if there is none, or one too old.</summary>
    public static void EnsureLoaded() => _ = Loading.Value;

    /// <summary>Bytes that the library has allocated; 0 before the first index was opened.</summary>
    public static long MemoryUsed() => Loading.IsValueCreated ? raw.sqlite3_memory_used() : 0;

    private static string[] Names =>
        OperatingSystem.IsWindows() ? ["winsqlite3.dll"] :
        OperatingSystem.IsMacOS() ? ["libsqlite3.dylib"] : ["libsqlite3.so.0", "libsqlite3.so"];

    private static bool Load()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
        }
        catch (DllNotFoundException missing)
        {
            throw new IndexUnusableException(
                $"SQLite's library was not found (looked for {string.Join(", ", Names)}). Install it, for instance with " +
                "'apt-get install libsqlite3-0' (Debian, Ubuntu) or 'dnf install sqlite-libs' (Fedora, RHEL), and start again.", missing);
        }

        int version = raw.sqlite3_libversion_number();
        if (version >= OldestVersion) return true;
        throw new IndexUnusableException(
            $"SQLite {raw.sqlite3_libversion().utf8_to_string()} is too old: install version 3.31 or later, and start again.");
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != "e_sqlite3") return IntPtr.Zero;
        foreach (string candidate in Names)
        {
            if (NativeLibrary.TryLoad(candidate, assembly, path, out IntPtr handle)) return handle;
        }

        return IntPtr.Zero;
    }
}

using SQLitePCL;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>SQLite's result codes as the exceptions of the contract.</summary>
internal static class Errors
{
    public static Exception From(sqlite3 db, int code, string path)
    {
        int extended = raw.sqlite3_extended_errcode(db);
        return extended == raw.SQLITE_READONLY_ROLLBACK
            ? new IndexUnavailableException($"The index database {path} was left in the middle of a write. Start the server: it takes the write back.")
            : Of(code, $"{raw.sqlite3_errmsg(db).utf8_to_string()} (SQLite code {extended})", path);
    }

    /// <summary>A failure that concerns the whole database: to try the neighbours of the failed call one by one would not help them.</summary>
    public static bool ConcernsAll(Exception failure) => failure is IndexUnavailableException or IndexUnusableException;

    private static Exception Of(int code, string reason, string path) => (code & 0xFF) switch
    {
        raw.SQLITE_FULL => new IndexFullException(
            $"No room for the index database {path}: {reason}. Free space on its volume; what was refused can be sent again."),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new IndexUnavailableException(
            $"The index database {path} was kept busy by another process beyond the time-out: {reason}. " +
            "Try again, end the other process, or raise Database:Sqlite:BusyTimeout."),
        raw.SQLITE_CORRUPT => new IndexUnusableException(
            $"The index database {path} is damaged, or its medium gave wrong bytes: {reason}. If the system's log tells of failed reads, see to the medium and " +
            "start again; otherwise stop the server and restore it from a backup."),
        raw.SQLITE_NOTADB => new IndexUnusableException(
            $"{path} is no SQLite database: {reason}. Point Database:Sqlite:Path to the index, or to a file that does not exist yet."),
        raw.SQLITE_IOERR => new IndexUnavailableException(
            $"The index database {path} cannot be read or written: {reason}. Check its volume and the system's log."),
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_READONLY or raw.SQLITE_AUTH => new IndexUnavailableException(
            $"The index database {path} cannot be opened for writing: {reason}. Check that the file and its folder belong to the server's user."),
        raw.SQLITE_NOMEM => new InsufficientMemoryException($"No memory for the index database {path}: {reason}."),
        _ => new InvalidOperationException($"The index database {path} refused a statement: {reason}."),
    };
}

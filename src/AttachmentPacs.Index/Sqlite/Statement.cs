using System.Buffers;
using System.Text;
using AttachmentPacs.Dicom.Identity;
using SQLitePCL;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>
/// A prepared statement, kept by its connection: bind the parameters in order, step through the rows, dispose to have it reset for the next use.
/// </summary>
internal sealed class Statement(Connection connection, sqlite3_stmt handle) : IDisposable
{
    private const int StackLimit = 512;
    private int _bound;
    private bool _inUse;

    public Statement Begin()
    {
        if (_inUse) throw new InvalidOperationException("This statement is in use further up the call stack.");
        _inUse = true;
        _bound = 0;
        return this;
    }

    public Statement Bind(long value) => Check(raw.sqlite3_bind_int64(handle, ++_bound, value));

    public Statement BindNull() => Check(raw.sqlite3_bind_null(handle, ++_bound));

    public Statement Bind(DateTimeOffset date) => Bind(date.ToUnixTimeMilliseconds());

    // An empty span has no address, and SQLite takes no address for NULL.
    public Statement Bind(ReadOnlySpan<byte> blob) =>
        Check(blob.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, ++_bound, 0) : raw.sqlite3_bind_blob(handle, ++_bound, blob));

    public Statement Bind(byte[]? blob) => blob is null ? BindNull() : Bind(blob.AsSpan());

    public Statement Bind(ResourceId id)
    {
        Span<byte> bytes = stackalloc byte[ResourceId.Size];
        id.WriteTo(bytes);
        return Bind(bytes);
    }

    public Statement Bind(Guid uuid)
    {
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bind(bytes);
    }

    public Statement Bind(string? text)
    {
        if (text is null) return BindNull();
        if (text.Length == 0) return Check(raw.sqlite3_bind_text(handle, ++_bound, utf8z.FromString("")));
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = most > StackLimit ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> utf8 = rented ?? stackalloc byte[StackLimit];
        Check(raw.sqlite3_bind_text(handle, ++_bound, (ReadOnlySpan<byte>)utf8[..Encoding.UTF8.GetBytes(text, utf8)]));
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        throw connection.Failure(code);
    }

    /// <summary>Runs a statement without rows; returns the number of rows it changed, and frees it.</summary>
    public int Run()
    {
        using (this) Step();
        return connection.Changes;
    }

    /// <summary>The first column of the first row; null if there is no row, or it is NULL.</summary>
    public long? Scalar()
    {
        using (this) return Step() && !IsNull(0) ? Int64(0) : null;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int32(int column) => checked((int)Int64(column));

    public DateTimeOffset Date(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Int64(column));

    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    // Read as bytes: a text may hold NULs.
    public string Text(int column) => Encoding.UTF8.GetString(Blob(column));

    public byte[]? Bytes(int column) => IsNull(column) ? null : Blob(column).ToArray();

    public ResourceId Id(int column) => new(Blob(column));

    public Guid Uuid(int column) => new(Blob(column), bigEndian: true);

    public void Dispose()
    {
        _inUse = false;

        // Reset repeats the error of the step before, which has been thrown already.
        _ = raw.sqlite3_reset(handle);
    }

    public void Finish() => handle.Dispose();

    private Statement Check(int code) => code == raw.SQLITE_OK ? this : throw connection.Failure(code);
}

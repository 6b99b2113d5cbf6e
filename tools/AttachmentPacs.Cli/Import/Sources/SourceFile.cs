using Microsoft.Win32.SafeHandles;

namespace AttachmentPacs.Cli.Import.Sources;

/// <summary>
/// A file read from front to back, unbuffered, with a hint to the operating system. Reads end at the length that the file had when it was opened.
/// </summary>
internal sealed class SourceFile : Stream
{
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private long _position;

    /// <exception cref="UnreadableException">It cannot be opened.</exception>
    public SourceFile(string path)
    {
        _path = path;
        try
        {
            _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
            Length = RandomAccess.GetLength(_file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            throw new UnreadableException($"The file cannot be opened: {e.Message}", e);
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, Length - _position);
        if (wanted <= 0) return 0;
        try
        {
            int count = RandomAccess.Read(_file, buffer[..wanted], _position);
            if (count == 0) throw new UnreadableException($"The file ends after {_position} bytes, although it had {Length} when it was opened: something changes it");
            _position += count;
            return count;
        }
        catch (Exception e) when (e is IOException and not UnreadableException or UnauthorizedAccessException)
        {
            throw new UnreadableException($"The file cannot be read at byte {_position}: {e.Message}", e);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    // Ends before it returns: for small files, mostly cached, handing the read to another thread costs more than the read.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException($"{_path} is only read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException($"{_path} is only read.");

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }
}

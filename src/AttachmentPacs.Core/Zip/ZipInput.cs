using System.Buffers;

namespace AttachmentPacs.Core.Zip;

/// <summary>What is left of an archive: its bytes can be looked at before they are taken. Holds 64 KiB.</summary>
internal sealed class ZipInput(Stream source, ZipTally tally) : IDisposable
{
    private const int Size = 64 << 10;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Size);
    private int _start;
    private int _end;

    /// <summary>Offset in the archive of the next byte.</summary>
    public long Position { get; private set; }

    /// <summary>What can be looked at now.</summary>
    public ReadOnlySpan<byte> Ahead => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Makes at least so many bytes (64 KiB at most) be ahead; false if the archive ends before.</summary>
    public async ValueTask<bool> LookAsync(int count, CancellationToken cancellationToken)
    {
        if (_end - _start >= count) return true;
        Ahead.CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        int missing = count - _end;
        int got = await source.ReadAtLeastAsync(_buffer.AsMemory(_end), missing, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        _end += got;
        tally.Consume(got);
        return got >= missing;
    }

    /// <summary>The same, where the archive must not end.</summary>
    /// <exception cref="InvalidDataException">It does.</exception>
    public async ValueTask RequireAsync(int count, CancellationToken cancellationToken)
    {
        if (!await LookAsync(count, cancellationToken).ConfigureAwait(false))
        {
            throw new InvalidDataException($"The ZIP archive is cut off: it ends after {Position + Ahead.Length} bytes, without its directory");
        }
    }

    /// <summary>Takes bytes that are ahead.</summary>
    public void Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _end - _start);
        _start += count;
        Position += count;
    }

    /// <summary>Gives back the bytes that were taken last; nothing may have been looked at since.</summary>
    public void GiveBack(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _start);
        _start -= count;
        Position -= count;
    }

    /// <summary>Takes bytes, at most as many as the buffer has room for; 0 at the archive's end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!await LookAsync(1, cancellationToken).ConfigureAwait(false)) return 0;
        int count = Math.Min(buffer.Length, _end - _start);
        Ahead[..count].CopyTo(buffer.Span);
        Take(count);
        return count;
    }

    /// <summary>Passes over bytes.</summary>
    /// <exception cref="InvalidDataException">The archive ends before.</exception>
    public async ValueTask SkipAsync(long count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            await RequireAsync(1, cancellationToken).ConfigureAwait(false);
            int taken = (int)Math.Min(count, Ahead.Length);
            Take(taken);
            count -= taken;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}

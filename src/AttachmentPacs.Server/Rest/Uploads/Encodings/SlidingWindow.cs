using System.Buffers;

namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>What deflate has made: the last 32 KiB, which matches point back into, and what has not been handed out yet.</summary>
internal sealed class SlidingWindow : IDisposable
{
    /// <summary>How far back a match may point (RFC 1951 2).</summary>
    public const int History = 32 << 10;

    private const int Size = 2 * History;
    private const int Mask = Size - 1;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Size);
    private long _made;
    private long _given;

    /// <summary>Bytes that may be added before some are handed out.</summary>
    public int Room => History - (int)(_made - _given);

    /// <summary>Forgets all: what comes next cannot point back to it.</summary>
    public void Clear() => _made = _given = 0;

    public void Add(byte value) => _bytes[(int)_made++ & Mask] = value;

    /// <summary>Adds bytes for which there is room.</summary>
    public void Add(ReadOnlySpan<byte> values)
    {
        int at = (int)_made & Mask;
        int first = Math.Min(values.Length, Size - at);
        values[..first].CopyTo(_bytes.AsSpan(at));
        values[first..].CopyTo(_bytes);
        _made += values.Length;
    }

    /// <summary>Repeats bytes made before; false if nothing was made so far back.</summary>
    public bool TryRepeat(int distance, int length)
    {
        if (distance > _made || distance > History) return false;
        int from = (int)(_made - distance) & Mask;
        int to = (int)_made & Mask;
        if (distance >= length && from + length <= Size && to + length <= Size)
        {
            _bytes.AsSpan(from, length).CopyTo(_bytes.AsSpan(to));
        }
        else
        {
            // One by one: a match may run into what it makes itself.
            for (int i = 0; i < length; i++) _bytes[(to + i) & Mask] = _bytes[(from + i) & Mask];
        }

        _made += length;
        return true;
    }

    /// <summary>Hands out what was made, as far as there is room; returns the number of bytes.</summary>
    public int Give(Span<byte> output)
    {
        int total = (int)Math.Min(output.Length, _made - _given);
        int at = (int)_given & Mask;
        int first = Math.Min(total, Size - at);
        _bytes.AsSpan(at, first).CopyTo(output);
        _bytes.AsSpan(0, total - first).CopyTo(output[first..]);
        _given += total;
        return total;
    }

    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }
}

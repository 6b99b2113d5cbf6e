using System.Buffers;

namespace AttachmentPacs.Dicom.Reading;

/// <summary>The bytes of a file that the reader keeps: a pooled array that grows with what was really read, never by a claimed length.</summary>
internal sealed class KeptBytes : IDisposable
{
    private const int Initial = 16 << 10;
    private const int Retained = 1 << 20;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Initial);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public void Append(ReadOnlySpan<byte> more)
    {
        if (_bytes.Length - Length < more.Length) Grow(Length + more.Length);
        more.CopyTo(_bytes.AsSpan(Length));
        Length += more.Length;
    }

    /// <summary>Takes <paramref name="count"/> bytes out at <paramref name="start"/>; what follows moves up.</summary>
    public void Remove(int start, int count)
    {
        _bytes.AsSpan(start + count, Length - start - count).CopyTo(_bytes.AsSpan(start));
        Length -= count;
    }

    public void Clear()
    {
        Length = 0;
        if (_bytes.Length <= Retained) return;
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = ArrayPool<byte>.Shared.Rent(Initial);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, (int)Math.Min((long)_bytes.Length * 2, Array.MaxLength)));
        Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}

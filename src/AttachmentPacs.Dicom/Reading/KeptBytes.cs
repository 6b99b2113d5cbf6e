namespace AttachmentPacs.Dicom.Reading;

/// <summary>The bytes of a file that the reader keeps: they grow with what was really read, never by a claimed length.</summary>
internal sealed class KeptBytes : IDisposable
{
    private const int Initial = 16 << 10;
    private const int Pooled = 1 << 20;

    private byte[] _bytes = GrowingArray<byte>.Rent(Initial, Pooled);

    public int Length { get; private set; }

    /// <summary>Bytes of memory taken since the start of this file, outgrown arrays among them: the collector has yet to find those.</summary>
    public long Taken { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public void Append(ReadOnlySpan<byte> more)
    {
        int needed = checked(Length + more.Length);
        if (needed > _bytes.Length)
        {
            _bytes = GrowingArray<byte>.Grow(_bytes, Length, needed, Pooled);
            Taken += _bytes.Length;
        }

        more.CopyTo(_bytes.AsSpan(Length));
        Length = needed;
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
        Taken = 0;
        if (_bytes.Length > Pooled) _bytes = GrowingArray<byte>.Rent(Initial, Pooled);
    }

    public void Dispose()
    {
        GrowingArray<byte>.Return(_bytes, Pooled);
        _bytes = [];
        Length = 0;
    }
}

using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>The bits of an input, lowest first (RFC 1951 3.1.1). Whole bytes that were not used are given back to the input at the end.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> input, ulong held, int count)
{
    private readonly ReadOnlySpan<byte> _input = input;
    private int _at;

    /// <summary>The next bits, lowest first; above <see cref="Count"/> they mean nothing.</summary>
    public ulong Held { get; private set; } = held;

    /// <summary>How many of them are there; negative: more were taken than there are.</summary>
    public int Count { get; private set; } = count;

    /// <summary>Bytes of the input not yet taken up.</summary>
    public readonly int Left => _input.Length - _at;

    /// <summary>Takes up bits until there are 56 or more, or the input ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill()
    {
        if (Left >= sizeof(ulong))
        {
            // Bits above the count may come again with the next byte: they are the same.
            Held |= BinaryPrimitives.ReadUInt64LittleEndian(_input[_at..]) << Count;
            _at += (63 - Count) >> 3;
            Count |= 56;
            return;
        }

        RefillSlowly();
    }

    /// <summary>Takes bits, at most 16, which need not be there: see <see cref="Count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int bits)
    {
        int value = (int)Held & ((1 << bits) - 1);
        Held >>= bits;
        Count -= bits;
        return value;
    }

    /// <summary>Drops what is left of the byte that was begun.</summary>
    public void ToByte() => Take(Count & 7);

    /// <summary>Bytes from a byte's boundary on, at most so many.</summary>
    public ReadOnlySpan<byte> Bytes(int most)
    {
        GiveBack();
        ReadOnlySpan<byte> bytes = _input.Slice(_at, Math.Min(most, Left));
        _at += bytes.Length;
        return bytes;
    }

    /// <summary>Gives whole bytes back to the input; returns how many bytes of it are taken for good. At most seven bits stay held.</summary>
    public int GiveBack()
    {
        _at -= Count >> 3;
        Count &= 7;
        Held &= (1UL << Count) - 1;
        return _at;
    }

    private void RefillSlowly()
    {
        while (Count < 56 && Left > 0)
        {
            Held |= (ulong)_input[_at++] << Count;
            Count += 8;
        }
    }
}

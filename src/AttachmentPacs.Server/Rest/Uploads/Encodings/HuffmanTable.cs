using System.Runtime.CompilerServices;

namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>A canonical Huffman code of deflate (RFC 1951 3.2.2): short codes by one look-up, longer ones bit by bit.</summary>
internal sealed class HuffmanTable
{
    /// <summary>Bits of the longest code.</summary>
    public const int MaxBits = 15;

    private const int FastBits = 10;
    private const int MaxSymbols = 288;

    // Symbol * 16 + bits of its code, by the next bits of the input; 0: a longer code, or none.
    private readonly ushort[] _fast = new ushort[1 << FastBits];
    private readonly ushort[] _counts = new ushort[MaxBits + 1];
    private readonly ushort[] _sorted = new ushort[MaxSymbols];

    /// <summary>Makes the code from the number of bits of each symbol; 0 bits: the symbol has no code.</summary>
    /// <param name="bits">By symbol.</param>
    /// <param name="mayBeSparse">No code at all, or one of one bit, will do: the codes of distances (RFC 1951 3.2.7).</param>
    /// <returns>False if the numbers make no code: too many codes, or some that mean nothing.</returns>
    public bool TryBuild(ReadOnlySpan<byte> bits, bool mayBeSparse)
    {
        _counts.AsSpan().Clear();
        foreach (byte length in bits) _counts[length]++;
        int used = bits.Length - _counts[0];
        _counts[0] = 0;
        int free = 1;
        Span<ushort> next = stackalloc ushort[MaxBits + 2];
        Span<ushort> place = stackalloc ushort[MaxBits + 2];
        next[1] = place[1] = 0;
        for (int length = 1; length <= MaxBits; length++)
        {
            free = (free << 1) - _counts[length];
            if (free < 0) return false;
            next[length + 1] = (ushort)((next[length] + _counts[length]) << 1);
            place[length + 1] = (ushort)(place[length] + _counts[length]);
        }

        if (free > 0 && !(mayBeSparse && used == _counts[1])) return false;
        _fast.AsSpan().Clear();
        for (int symbol = 0; symbol < bits.Length; symbol++)
        {
            int length = bits[symbol];
            if (length == 0) continue;
            _sorted[place[length]++] = (ushort)symbol;
            int code = next[length]++;
            if (length <= FastBits) FillFast(symbol, length, Reverse(code, length));
        }

        return true;
    }

    /// <summary>The symbol that the lowest bits spell, and how many of them; -1 if none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Decode(ulong held, out int length)
    {
        int entry = _fast[(int)held & ((1 << FastBits) - 1)];
        length = entry & 15;
        return entry != 0 ? entry >> 4 : DecodeLong(held, out length);
    }

    private int DecodeLong(ulong held, out int length)
    {
        int code = 0, first = 0, place = 0;
        for (length = 1; length <= MaxBits; length++)
        {
            // RFC 1951 3.1.1: codes come with their highest bit first.
            code |= (int)(held >> (length - 1)) & 1;
            int count = _counts[length];
            if (code - first < count) return _sorted[place + code - first];
            place += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        length = 0;
        return -1;
    }

    private void FillFast(int symbol, int length, int reversed)
    {
        for (int at = reversed; at < _fast.Length; at += 1 << length) _fast[at] = (ushort)((symbol << 4) | length);
    }

    private static int Reverse(int code, int length)
    {
        int reversed = 0;
        for (int i = 0; i < length; i++) reversed |= ((code >> i) & 1) << (length - 1 - i);
        return reversed;
    }
}

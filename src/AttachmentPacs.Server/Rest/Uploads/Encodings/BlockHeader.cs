namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>The three ways in which a block of deflate is written (RFC 1951 3.2.3).</summary>
internal enum BlockKind
{
    /// <summary>The input ends within the header.</summary>
    Cut,

    /// <summary>Bytes as they are.</summary>
    Stored,

    /// <summary>Codes, which <see cref="BlockHeader"/> holds.</summary>
    Coded,
}

/// <summary>The header of a block of deflate, and the codes that it brings.</summary>
/// <param name="coding">Named in messages.</param>
internal sealed class BlockHeader(string coding)
{
    private const int MaxLiterals = 286;
    private const int MaxDistances = 30;
    private const int EndOfBlock = 256;

    // RFC 1951 3.2.7.
    private static ReadOnlySpan<byte> LengthOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly HuffmanTable _lengths = new();

    /// <summary>Code of literals and lengths.</summary>
    public HuffmanTable Literals { get; } = new();

    /// <summary>Code of distances.</summary>
    public HuffmanTable Distances { get; } = new();

    /// <summary>Reads a header whole; if the input ends within it, the reader's count is negative or the kind is <see cref="BlockKind.Cut"/>.</summary>
    /// <param name="bits">Where it begins.</param>
    /// <param name="isLast">No block follows.</param>
    /// <param name="stored">Bytes of a stored block.</param>
    public BlockKind Read(ref BitReader bits, out bool isLast, out int stored)
    {
        stored = 0;
        bits.Refill();
        isLast = bits.Take(1) == 1;
        int kind = bits.Take(2);
        if (bits.Count < 0) return BlockKind.Cut;
        switch (kind)
        {
            case 0:
                return ReadStored(ref bits, out stored);
            case 1:
                SetFixed();
                return BlockKind.Coded;
            case 2:
                return ReadCodes(ref bits);
            default:
                throw Bad("a block is of a kind that does not exist");
        }
    }

    private BlockKind ReadStored(ref BitReader bits, out int stored)
    {
        bits.ToByte();
        bits.Refill();
        stored = bits.Take(16);
        int complement = bits.Take(16);
        if (bits.Count < 0) return BlockKind.Cut;
        // RFC 1951 3.2.4
        return stored == (complement ^ 0xFFFF) ? BlockKind.Stored : throw Bad("the length of a stored block and its complement differ");
    }

    // RFC 1951 3.2.6
    private void SetFixed()
    {
        Span<byte> bits = stackalloc byte[288];
        bits[..144].Fill(8);
        bits[144..256].Fill(9);
        bits[256..280].Fill(7);
        bits[280..].Fill(8);
        Literals.TryBuild(bits, mayBeSparse: false);
        bits[..32].Fill(5);
        Distances.TryBuild(bits[..32], mayBeSparse: false);
    }

    // RFC 1951 3.2.7
    private BlockKind ReadCodes(ref BitReader bits)
    {
        int literals = bits.Take(5) + 257;
        int distances = bits.Take(5) + 1;
        int count = bits.Take(4) + 4;
        if (bits.Count < 0) return BlockKind.Cut;
        if (literals > MaxLiterals || distances > MaxDistances) throw Bad("a block has more codes than there are symbols");
        Span<byte> own = stackalloc byte[LengthOrder.Length];
        own.Clear();
        for (int i = 0; i < count; i++)
        {
            bits.Refill();
            own[LengthOrder[i]] = (byte)bits.Take(3);
        }

        if (bits.Count < 0) return BlockKind.Cut;
        if (!_lengths.TryBuild(own, mayBeSparse: false)) throw Bad("the code of a block's code lengths is none");
        Span<byte> all = stackalloc byte[MaxLiterals + MaxDistances];
        all = all[..(literals + distances)];
        if (!TryReadLengths(ref bits, all)) return BlockKind.Cut;
        if (all[EndOfBlock] == 0) throw Bad("a block has no code for its end");
        if (!Literals.TryBuild(all[..literals], mayBeSparse: true)) throw Bad("a block's code of literals and lengths is none");
        if (!Distances.TryBuild(all[literals..], mayBeSparse: true)) throw Bad("a block's code of distances is none");
        return BlockKind.Coded;
    }

    private bool TryReadLengths(ref BitReader bits, scoped Span<byte> lengths)
    {
        lengths.Clear();
        for (int at = 0; at < lengths.Length;)
        {
            bits.Refill();
            int symbol = _lengths.Decode(bits.Held, out int length);
            bits.Take(length);
            if (symbol < 16)
            {
                if (bits.Count < 0) return false;
                if (symbol < 0) throw Bad("the length of a code has a code that means nothing");
                lengths[at++] = (byte)symbol;
                continue;
            }

            int repeat = symbol switch
            {
                16 => 3 + bits.Take(2),
                17 => 3 + bits.Take(3),
                _ => 11 + bits.Take(7),
            };
            if (bits.Count < 0) return false;
            if (repeat > lengths.Length - at || (symbol == 16 && at == 0)) throw Bad("the lengths of a block's codes are repeated too often");
            if (symbol == 16) lengths.Slice(at, repeat).Fill(lengths[at - 1]);
            at += repeat;
        }

        return true;
    }

    private InvalidDataException Bad(string problem) => new($"{coding}: {problem}");
}

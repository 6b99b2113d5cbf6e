using System.Runtime.CompilerServices;

namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>
/// Undoes deflate (RFC 1951) in managed memory and knows to the byte where its stream ends, which the framework's stream keeps to itself:
/// only so are a cut stream, one with something behind it, and the next member of a gzip file told apart. For one thread at a time.
/// </summary>
internal sealed class Inflater : IDisposable
{
    // A block's header: 17 bits, 19 * 3, and 316 lengths of at most 14.
    private const int HeaderBytes = 570;

    // A match: a length of 15 + 5 bits, a distance of 15 + 13.
    private const int MatchBits = 48;
    private const int MaxMatch = 258;
    private const int EndOfBlock = 256;

    // RFC 1951 3.2.5, from code 257 on.
    private static readonly ushort[] LengthBase =
        [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    private static readonly byte[] LengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    private static readonly ushort[] DistanceBase =
        [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];

    private static readonly byte[] DistanceBits =
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    private readonly string _coding;
    private readonly BlockHeader _header;
    private readonly SlidingWindow _window = new();
    private Step _step;
    private bool _isLastBlock;
    private int _stored;
    private ulong _held;
    private int _heldBits;

    /// <param name="coding">Named in messages.</param>
    public Inflater(string coding)
    {
        _coding = coding;
        _header = new BlockHeader(coding);
    }

    /// <summary>The stream has ended, and all of it has been given; what follows in the input is not its own.</summary>
    public bool HasEnded => _step == Step.Ended && _window.Room == SlidingWindow.History;

    /// <summary>Begins another stream.</summary>
    public void Reset()
    {
        _window.Clear();
        (_step, _isLastBlock, _held, _heldBits) = (Step.Header, false, 0, 0);
    }

    /// <inheritdoc cref="ContentDecoder.Decode"/>
    public DecodeStep Inflate(ReadOnlySpan<byte> input, bool isLast, Span<byte> output)
    {
        var bits = new BitReader(input, _held, _heldBits);
        int written = _window.Give(output);
        while (written < output.Length && Advance(ref bits, isLast)) written += _window.Give(output[written..]);
        int consumed = bits.GiveBack();
        (_held, _heldBits) = (bits.Held, bits.Count);
        return new DecodeStep(consumed, written);
    }

    public void Dispose() => _window.Dispose();

    /// <summary>One step; false if it needs more input, or the stream has ended.</summary>
    private bool Advance(ref BitReader bits, bool isLast) => _step switch
    {
        Step.Header => ReadHeader(ref bits, isLast),
        Step.Stored => CopyStored(ref bits),
        Step.Codes => ReadCodes(ref bits, isLast),
        _ => false,
    };

    private bool ReadHeader(ref BitReader bits, bool isLast)
    {
        if (bits.Left + (bits.Count >> 3) < HeaderBytes && !isLast) return false;
        BitReader mark = bits;
        BlockKind kind = _header.Read(ref bits, out _isLastBlock, out _stored);
        if (bits.Count < 0 || kind == BlockKind.Cut)
        {
            bits = mark;
            return false;
        }

        _step = kind == BlockKind.Stored ? Step.Stored : Step.Codes;
        return true;
    }

    private bool CopyStored(ref BitReader bits)
    {
        ReadOnlySpan<byte> bytes = bits.Bytes(Math.Min(_stored, _window.Room));
        _window.Add(bytes);
        _stored -= bytes.Length;
        if (_stored == 0) EndBlock(ref bits);
        return bytes.Length > 0 || _stored == 0;
    }

    private bool ReadCodes(ref BitReader bits, bool isLast)
    {
        bool hasMade = false;
        while (_window.Room >= MaxMatch)
        {
            bits.Refill();
            if (bits.Count < MatchBits && !isLast) return hasMade;
            BitReader mark = bits.Count < MatchBits ? bits : default;
            int symbol = Symbol(ref bits, _header.Literals);
            (int length, int distance) = symbol > EndOfBlock ? Match(ref bits, symbol) : default;
            if (bits.Count < 0)
            {
                bits = mark;
                return hasMade;
            }

            if (symbol == EndOfBlock)
            {
                EndBlock(ref bits);
                return true;
            }

            hasMade = true;
            if (symbol < EndOfBlock) _window.Add((byte)symbol);
            else if (!_window.TryRepeat(distance, length)) throw Bad("a match points back to before the beginning");
        }

        return hasMade;
    }

    private (int Length, int Distance) Match(ref BitReader bits, int symbol)
    {
        int code = symbol - EndOfBlock - 1;
        if (code >= LengthBase.Length) throw Bad("a length has a code that means nothing");
        int length = LengthBase[code] + bits.Take(LengthBits[code]);
        int far = Symbol(ref bits, _header.Distances);
        if (far >= DistanceBase.Length) throw Bad("a distance has a code that means nothing");
        return (length, DistanceBase[far] + bits.Take(DistanceBits[far]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Symbol(ref BitReader bits, HuffmanTable table)
    {
        int symbol = table.Decode(bits.Held, out int length);
        // At the very end of the input, bits that are not there may spell anything.
        if (symbol < 0 && bits.Count >= HuffmanTable.MaxBits) throw Bad("a code means nothing");
        bits.Take(symbol < 0 ? HuffmanTable.MaxBits : length);
        return Math.Max(symbol, 0);
    }

    private void EndBlock(ref BitReader bits)
    {
        if (_isLastBlock) bits.ToByte();
        _step = _isLastBlock ? Step.Ended : Step.Header;
    }

    private InvalidDataException Bad(string problem) => new($"{_coding}: {problem}");

    private enum Step
    {
        Header,
        Stored,
        Codes,
        Ended,
    }
}

using System.Buffers;

namespace AttachmentPacs.Dicom.CharacterSets;

/// <summary>
/// Decodes text with code extension (PS3.5 6.1.2.5): escape sequences designate G0 (bytes below 0x80) and G1 (above), and the delimiters of the
/// <see cref="TextKind"/> bring back the initial sets. Text without escape sequences under one set of one byte is the simplest case of it.
/// </summary>
internal ref struct Iso2022Decoder
{
    private const byte Escape = 0x1B;

    private readonly GraphicSet _initialG0;
    private readonly GraphicSet? _initialG1;
    private readonly TextKind _kind;
    private readonly bool _keepsForeignEscapes;
    private Utf8Sink _sink;
    private GraphicSet _g0;
    private GraphicSet? _g1;

    /// <summary>
    /// Starts with the initial sets; without a G1, bytes above 0x7F are U+FFFD until a sequence designates one. A sequence that designates nothing
    /// known becomes U+FFFD, or stays as it is if <paramref name="keepsForeignEscapes"/>.
    /// </summary>
    public Iso2022Decoder(GraphicSet initialG0, GraphicSet? initialG1, TextKind kind, bool keepsForeignEscapes, IBufferWriter<byte> output)
    {
        _initialG0 = _g0 = initialG0;
        _initialG1 = _g1 = initialG1;
        _kind = kind;
        _keepsForeignEscapes = keepsForeignEscapes;
        _sink = new Utf8Sink(output);
    }

    /// <summary>Decodes one value field. Time is linear in its length; at most three bytes of UTF-8 come out for each of its bytes.</summary>
    public void Decode(ReadOnlySpan<byte> value)
    {
        int position = 0;
        while (position < value.Length)
        {
            byte b = value[position];
            position += b switch
            {
                Escape => Designate(value[position..]),
                <= 0x20 or 0x7F => Control(b),
                < 0x80 => LowByte(value[position..]),
                _ => HighByte(value[position..]),
            };
        }

        _sink.Flush();
    }

    private int Designate(ReadOnlySpan<byte> rest)
    {
        EscapeSequence sequence = EscapeSequence.Read(rest);
        if (sequence.Set is null)
        {
            _sink.Append(_keepsForeignEscapes ? (char)Escape : GraphicSet.Replacement);
            return _keepsForeignEscapes ? 1 : sequence.Length;
        }

        if (sequence.IsG1) _g1 = sequence.Set;
        else _g0 = sequence.Set;
        return sequence.Length;
    }

    private int Control(byte b)
    {
        // PS3.5 6.1.2.5.3: before the end of a line or page and before a tab, the initial sets are active again.
        if (b is (byte)'\t' or (byte)'\n' or (byte)'\f' or (byte)'\r') Reset();
        _sink.Append((char)b);
        return 1;
    }

    private int LowByte(ReadOnlySpan<byte> rest)
    {
        // A delimiter's code within a character of two bytes is no delimiter.
        if (_g0.IsDouble) return TwoBytes(_g0, rest, 0x21, 0x7E);
        byte b = rest[0];
        if (IsDelimiter(b))
        {
            Reset();
            _sink.Append((char)b);
        }
        else
        {
            _sink.Append(_g0[b]);
        }

        return 1;
    }

    private int HighByte(ReadOnlySpan<byte> rest)
    {
        if (_g1 is { IsDouble: true }) return TwoBytes(_g1, rest, 0xA1, 0xFE);
        _sink.Append(_g1 is null ? GraphicSet.Replacement : _g1[rest[0]]);
        return 1;
    }

    // A second byte that cannot be one is not consumed: it may be a delimiter, an escape or the next character's first byte.
    private int TwoBytes(GraphicSet set, ReadOnlySpan<byte> rest, byte low, byte high)
    {
        bool whole = rest.Length > 1 && rest[0] >= low && rest[0] <= high && rest[1] >= low && rest[1] <= high;
        _sink.Append(whole ? set[rest[0], rest[1]] : GraphicSet.Replacement);
        return whole ? 2 : 1;
    }

    private readonly bool IsDelimiter(byte b) => _kind switch
    {
        TextKind.Multi => b == (byte)'\\',
        TextKind.PersonName => b is (byte)'\\' or (byte)'^' or (byte)'=',
        _ => false,
    };

    private void Reset() => (_g0, _g1) = (_initialG0, _initialG1);
}

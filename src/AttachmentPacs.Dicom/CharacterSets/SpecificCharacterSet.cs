using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace AttachmentPacs.Dicom.CharacterSets;

/// <summary>
/// A parsed value of Specific Character Set (0008,0005): decodes the text of a data set to UTF-8 (PS3.3 C.12.1.1.2, PS3.5 6.1). Immutable and
/// thread-safe. Decoding never fails: what cannot be decoded becomes U+FFFD.
/// </summary>
/// <remarks>
/// Beyond the standard: known escape sequences are obeyed even if their set is not declared; other ones become U+FFFD where code extension is
/// declared and stay as they are where it is not; bytes above 0x7F under the default repertoire are taken as UTF-8 if the whole field is that,
/// otherwise as ISO 8859-1; if the first term has no upper half, the first further term that has one gives it; an unknown term counts as the
/// default repertoire.
/// </remarks>
public sealed class SpecificCharacterSet
{
    private static readonly SearchValues<byte> NotPlain = SearchValues.Create([0x1B, .. Enumerable.Range(0x80, 0x80).Select(b => (byte)b)]);

    // JIS X 0201 has other characters at 0x5C and 0x7E than ASCII.
    private static readonly SearchValues<byte> NotPlainRomaji =
        SearchValues.Create([0x1B, (byte)'\\', (byte)'~', .. Enumerable.Range(0x80, 0x80).Select(b => (byte)b)]);

    private readonly CodingScheme _scheme;
    private readonly GraphicSet _g0;
    private readonly GraphicSet? _g1;
    private readonly bool _isExtended;

    private SpecificCharacterSet(CodingScheme scheme, GraphicSet g0, GraphicSet? g1, bool isExtended, string? unknownTerm)
    {
        (_scheme, _g0, _g1, _isExtended) = (scheme, g0, g1, isExtended);
        UnknownTerm = unknownTerm;
    }

    /// <summary>The default repertoire, ISO_IR 6: for data sets without (0008,0005).</summary>
    public static SpecificCharacterSet Default { get; } = Build([]);

    /// <summary>The first term that is not a character set, its control characters shown as '?', at most 64 characters; otherwise null.</summary>
    public string? UnknownTerm { get; }

    /// <summary>Whether the element holds a term that is not a character set, which is worth a warning.</summary>
    public bool HasUnknownTerm => UnknownTerm is not null;

    /// <summary>Whether text that is valid UTF-8 and has no ESC decodes to its own bytes.</summary>
    public bool IsUtf8OrAscii => _scheme == CodingScheme.Utf8 || (_scheme == CodingScheme.Iso2022 && _g0 == GraphicSets.Ascii && _g1 is null);

    /// <summary>Whether printable ASCII without ESC decodes to its own bytes: everywhere but in JIS X 0201.</summary>
    public bool IsAsciiCompatible => _scheme != CodingScheme.Iso2022 || _g0 == GraphicSets.Ascii;

    /// <summary>
    /// Parses the raw value of (0008,0005), padding and backslashes included; empty is the default repertoire. Repeated values come from a
    /// bounded cache without allocation.
    /// </summary>
    public static SpecificCharacterSet Parse(ReadOnlySpan<byte> value) => SpecificCharacterSetCache.Get(value, Build);

    /// <summary>
    /// Decodes one value field (all values of an element) and appends it to <paramref name="output"/> as valid UTF-8, at most three bytes for
    /// one. Backslashes, <c>^</c>, <c>=</c>, padding and control characters are kept; a delimiter in the output is always a delimiter, never a
    /// part of another character's code, so split after decoding.
    /// </summary>
    public void Decode(ReadOnlySpan<byte> value, TextKind kind, IBufferWriter<byte> output)
    {
        if (IsPlain(value))
            output.Write(value);
        else if (_scheme == CodingScheme.Utf8)
            WholeTextDecoder.DecodeUtf8(value, output);
        else if (_scheme == CodingScheme.Gb18030)
            WholeTextDecoder.DecodeGb18030(value, output);
        else
            DecodeIso2022(value, kind, output);
    }

    /// <summary>The same as a string.</summary>
    public string DecodeToString(ReadOnlySpan<byte> value, TextKind kind)
    {
        if (IsPlain(value)) return Encoding.ASCII.GetString(value);
        var output = new ArrayBufferWriter<byte>(value.Length * 2);
        Decode(value, kind, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private bool IsPlain(ReadOnlySpan<byte> value) => !value.ContainsAny(_g0 == GraphicSets.Romaji ? NotPlainRomaji : NotPlain);

    private void DecodeIso2022(ReadOnlySpan<byte> value, TextKind kind, IBufferWriter<byte> output)
    {
        GraphicSet? g1 = _g1;
        bool isUndeclared = g1 is null && value.ContainsAnyInRange((byte)0x80, (byte)0xFF) && !(_isExtended && value.Contains((byte)0x1B));
        if (isUndeclared && Utf8.IsValid(value))
        {
            output.Write(value);
            return;
        }

        if (isUndeclared) g1 = GraphicSets.Latin1;
        new Iso2022Decoder(_g0, g1, kind, keepsForeignEscapes: !_isExtended, output).Decode(value);
    }

    private static SpecificCharacterSet Build(ReadOnlySpan<byte> value)
    {
        DefinedTerm? first = null;
        GraphicSet? g1 = null;
        string? unknown = null;
        foreach (Range range in value.Split((byte)'\\'))
        {
            DefinedTerm? found = DefinedTerm.Find(value[range]);
            if (found is null) unknown ??= Printable(value[range]);
            DefinedTerm term = found ?? DefinedTerm.Default;
            // PS3.3 C.12.1.1.2: UTF-8, GB18030 and GBK stand alone. After an empty first term they can only be meant so.
            if (first is null || (first == DefinedTerm.Default && g1 is null && term.Scheme != CodingScheme.Iso2022)) first = term;
            g1 ??= term.G1;
        }

        first ??= DefinedTerm.Default;
        // PS3.3 C.12.1.1.2: several terms, or one with "2022", declare code extension.
        bool isExtended = value.Contains((byte)'\\') || value.IndexOf("2022"u8) >= 0;
        return new SpecificCharacterSet(first.Scheme, first.G0, g1, isExtended, unknown);
    }

    private static string Printable(ReadOnlySpan<byte> term)
    {
        const int Longest = 64;
        string text = Encoding.Latin1.GetString(term[..Math.Min(term.Length, Longest)]).Trim(' ', '\0');
        return string.Create(text.Length, text, static (result, source) =>
        {
            for (int i = 0; i < result.Length; i++) result[i] = char.IsControl(source[i]) ? '?' : source[i];
        });
    }
}

namespace AttachmentPacs.Dicom.CharacterSets;

/// <summary>How bytes become characters under one or more terms of Specific Character Set.</summary>
internal enum CodingScheme
{
    /// <summary>Sets of one byte or code extension: <see cref="Iso2022Decoder"/>.</summary>
    Iso2022,

    /// <summary>ISO_IR 192.</summary>
    Utf8,

    /// <summary>GB18030, and GBK, which is a part of it.</summary>
    Gb18030,
}

/// <summary>One term of Specific Character Set (PS3.3 Tables C.12-2 to C.12-5): the sets that it makes initial if it stands first.</summary>
internal sealed record DefinedTerm(CodingScheme Scheme, GraphicSet G0, GraphicSet? G1)
{
    /// <summary>ISO_IR 6, the default repertoire.</summary>
    public static readonly DefinedTerm Default = new(CodingScheme.Iso2022, GraphicSets.Ascii, null);

    private static readonly DefinedTerm Utf8 = new(CodingScheme.Utf8, GraphicSets.Ascii, null);
    private static readonly DefinedTerm Gb18030 = new(CodingScheme.Gb18030, GraphicSets.Ascii, null);

    /// <summary>
    /// Finds a term, or null if it is none. Case, spaces, underscores and hyphens do not count, nor whether it is written with or without
    /// "2022", so that "ISO-IR 100", "iso_ir_100" and "ISO 2022 IR 100" are one. The empty term is the default repertoire.
    /// </summary>
    public static DefinedTerm? Find(ReadOnlySpan<byte> text)
    {
        Span<char> letters = stackalloc char[24];
        int length = 0;
        foreach (byte b in text)
        {
            if (b is (byte)' ' or (byte)'_' or (byte)'-' or 0) continue;
            if (length == letters.Length) return null;
            letters[length++] = char.ToUpperInvariant((char)b);
        }

        ReadOnlySpan<char> term = letters[..length];
        bool named = TrySkip(ref term, "ISO") | TrySkip(ref term, "2022") | TrySkip(ref term, "IR");
        return length == 0 ? Default : term.Length == 0 ? null : named ? Registered(term) ?? Named(term) : Named(term);
    }

    // Registration numbers of the ISO International Register, as the standard's terms have them.
    private static DefinedTerm? Registered(ReadOnlySpan<char> number) => number switch
    {
        "6" => Default,
        "13" => new(CodingScheme.Iso2022, GraphicSets.Romaji, GraphicSets.Katakana),
        "58" => WithG1(GraphicSets.Gb2312),
        "87" or "159" => Default, // G0 sets, reached by an escape sequence only
        "100" or "88591" => WithG1(GraphicSets.Latin1),
        "101" or "88592" => WithG1(GraphicSets.Latin2),
        "109" or "88593" => WithG1(GraphicSets.Latin3),
        "110" or "88594" => WithG1(GraphicSets.Latin4),
        "126" or "88597" => WithG1(GraphicSets.Greek),
        "127" or "88596" => WithG1(GraphicSets.Arabic),
        "138" or "88598" => WithG1(GraphicSets.Hebrew),
        "144" or "88595" => WithG1(GraphicSets.Cyrillic),
        "148" or "88599" => WithG1(GraphicSets.Latin5),
        "149" => WithG1(GraphicSets.KsX1001),
        "166" or "885911" => WithG1(GraphicSets.Thai),
        "192" => Utf8,
        "203" or "885915" => WithG1(GraphicSets.Latin9),
        _ => null,
    };

    // Names in use, with and without "ISO 2022" before them.
    private static DefinedTerm? Named(ReadOnlySpan<char> name) => name switch
    {
        "ASCII" or "USASCII" => Default,
        "UTF8" => Utf8,
        "GB18030" or "GBK" or "GB2312" => Gb18030,
        "LATIN1" => WithG1(GraphicSets.Latin1),
        _ => null,
    };

    private static DefinedTerm WithG1(GraphicSet set) => new(CodingScheme.Iso2022, GraphicSets.Ascii, set);

    private static bool TrySkip(ref ReadOnlySpan<char> term, string prefix)
    {
        if (!term.StartsWith(prefix)) return false;
        term = term[prefix.Length..];
        return true;
    }
}

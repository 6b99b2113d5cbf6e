namespace AttachmentPacs.Dicom.CharacterSets;

/// <summary>
/// One escape sequence (ISO/IEC 2022): ESC, intermediate bytes 0x20 to 0x2F, a final byte 0x30 to 0x7E. <see cref="Set"/> is null if it designates
/// nothing known; <see cref="Length"/> counts the bytes that belong to it, at least the ESC.
/// </summary>
internal readonly record struct EscapeSequence(int Length, GraphicSet? Set, bool IsG1)
{
    private const int LongestIntermediate = 3;

    /// <summary>Reads the sequence at the start of <paramref name="text"/>, whose first byte is ESC.</summary>
    public static EscapeSequence Read(ReadOnlySpan<byte> text)
    {
        int end = 1;
        while (end < text.Length && end <= LongestIntermediate && text[end] is >= 0x20 and <= 0x2F) end++;
        if (end == 1 || end == text.Length || text[end] is < 0x30 or > 0x7E) return new EscapeSequence(1, null, false);
        ReadOnlySpan<byte> intermediate = text[1..end];
        byte final = text[end];
        (GraphicSet? set, bool isG1) = intermediate switch
        {
            [(byte)'('] => (SingleOf94(final), false),
            [(byte)')'] => (SingleOf94(final), true),
            [(byte)'-'] => (SingleOf96(final), true),
            [(byte)'$'] when final is (byte)'@' or (byte)'A' or (byte)'B' => (Double(final), false),
            [(byte)'$', (byte)'('] => (Double(final), false),
            [(byte)'$', (byte)')'] => (Double(final), true),
            _ => (null, false),
        };
        return new EscapeSequence(end + 1, set, isG1);
    }

    // PS3.3 Table C.12-3, G0 of every row and the Katakana of ISO 2022 IR 13.
    private static GraphicSet? SingleOf94(byte final) => final switch
    {
        (byte)'B' => GraphicSets.Ascii,
        (byte)'J' => GraphicSets.Romaji,
        (byte)'I' => GraphicSets.Katakana,
        _ => null,
    };

    // PS3.3 Table C.12-3, G1.
    private static GraphicSet? SingleOf96(byte final) => final switch
    {
        (byte)'A' => GraphicSets.Latin1,
        (byte)'B' => GraphicSets.Latin2,
        (byte)'C' => GraphicSets.Latin3,
        (byte)'D' => GraphicSets.Latin4,
        (byte)'F' => GraphicSets.Greek,
        (byte)'G' => GraphicSets.Arabic,
        (byte)'H' => GraphicSets.Hebrew,
        (byte)'L' => GraphicSets.Cyrillic,
        (byte)'M' => GraphicSets.Latin5,
        (byte)'T' => GraphicSets.Thai,
        (byte)'b' => GraphicSets.Latin9,
        _ => null,
    };

    // PS3.3 Table C.12-4, and '@', the 1978 edition of JIS X 0208 (ISO-IR 42).
    private static GraphicSet? Double(byte final) => final switch
    {
        (byte)'@' or (byte)'B' => GraphicSets.JisX0208,
        (byte)'A' => GraphicSets.Gb2312,
        (byte)'C' => GraphicSets.KsX1001,
        (byte)'D' => GraphicSets.JisX0212,
        _ => null,
    };
}

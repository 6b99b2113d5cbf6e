using System.Text;

namespace AttachmentPacs.Dimse.Messages;

/// <summary>
/// Text for command sets, which have no character set but the default one (PS3.5 6.1.1) and in which a backslash separates values. Pure functions.
/// </summary>
internal static class CommandText
{
    /// <summary>Characters of an LO (PS3.5 6.2), as Error Comment is one.</summary>
    private const int LongStringLength = 64;

    /// <summary>
    /// The text in printable ASCII, 64 characters at most: a backslash becomes a slash, typographic marks become plain ones, control characters
    /// blanks, each other character an underscore.
    /// </summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(LongStringLength);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (plain.Length == LongStringLength) break;
            plain.Append(Plain(rune));
        }

        return plain.ToString();
    }

    private static char Plain(Rune rune) => rune.Value switch
    {
        '\\' => '/',
        >= ' ' and <= '~' => (char)rune.Value,
        '\u2018' or '\u2019' or '\u201A' => '\'',
        '\u201C' or '\u201D' or '\u201E' => '"',
        '\u2013' or '\u2014' => '-',
        _ when Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) => ' ',
        _ => '_',
    };
}

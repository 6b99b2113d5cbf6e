using System.Globalization;
using System.Text;

namespace AttachmentPacs.Cli.Progress;

/// <summary>Text of others (names of files, answers of servers) made safe for a terminal: no control characters, so no escape sequences.</summary>
internal static class Printable
{
    private static readonly Rune Unknown = new('\uFFFD');

    public static string Of(string text)
    {
        if (!text.EnumerateRunes().Any(IsUnsafe)) return text;
        var safe = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) safe.Append(IsUnsafe(rune) ? Unknown.ToString() : rune.ToString());
        return safe.ToString();
    }

    // Format covers what turns the direction of writing round.
    private static bool IsUnsafe(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}

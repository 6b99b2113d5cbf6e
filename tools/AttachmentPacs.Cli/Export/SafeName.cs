using System.Globalization;
using System.Text;

namespace AttachmentPacs.Cli.Export;

/// <summary>
/// Makes one part of a path of any text, for every file system: no separators, control or direction characters, none of the names and
/// characters that Windows reserves, no dots or blanks at either end, never empty, and no longer than a number of UTF-8 bytes.
/// </summary>
internal static class SafeName
{
    private const string Forbidden = "/\\<>:\"|?*";
    private static readonly string[] Reserved = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"];

    /// <summary>The part; <paramref name="tail"/> (an extension, a mark) is never cut off.</summary>
    public static string Of(string text, int mostBytes, string tail = "")
    {
        var safe = new StringBuilder(text.Length);
        int room = mostBytes - Encoding.UTF8.GetByteCount(tail);
        foreach (Rune rune in text.Trim().TrimStart('.', ' ').EnumerateRunes())
        {
            Rune next = IsForbidden(rune) ? new Rune('_') : rune;
            if (next.Value == ' ' && safe.Length > 0 && safe[^1] == ' ') continue;
            room -= next.Utf8SequenceLength;
            if (room < 0) break;
            safe.Append(next.ToString());
        }

        string name = safe.ToString().TrimEnd('.', ' ');
        if (name.Length == 0) name = "_";
        return (IsReserved(name) ? "_" + name : name) + tail;
    }

    // A lone surrogate is enumerated as U+FFFD.
    private static bool IsForbidden(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator || rune == Rune.ReplacementChar || (rune.IsAscii && Forbidden.Contains((char)rune.Value, StringComparison.Ordinal));

    // Whatever the extension; COM and LPT also with superscript digits.
    private static bool IsReserved(string name)
    {
        string stem = name.Split('.')[0].TrimEnd();
        if (Reserved.Contains(stem, StringComparer.OrdinalIgnoreCase)) return true;
        return stem.Length == 4 && (stem.StartsWith("COM", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("LPT", StringComparison.OrdinalIgnoreCase)) && "0123456789¹²³".Contains(stem[3], StringComparison.Ordinal);
    }
}

using System.Buffers;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest.Uploads.Checksums;

/// <summary>
/// The members of a structured-field dictionary (RFC 9651 3.2) as <c>Content-Digest</c> and its kin have them: names to values, the values as
/// they are written, parameters left out. Of equal names the last counts.
/// </summary>
internal static class DigestField
{
    private static readonly SearchValues<char> NameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.*");

    /// <exception cref="RestException">It is no dictionary: 400.</exception>
    public static IReadOnlyDictionary<string, string> Read(string header, string text) =>
        TryRead(text, out Dictionary<string, string> members, out string problem) ? members : throw Bad(header, problem);

    /// <summary>The same; false, and what is wrong, if it is no dictionary.</summary>
    public static bool TryRead(string text, out Dictionary<string, string> members, out string problem)
    {
        members = new Dictionary<string, string>(StringComparer.Ordinal);
        problem = "";
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        while (!rest.IsEmpty)
        {
            int end = EndOf(rest, ',');
            if (!TryAdd(rest[..end].Trim(), members)) problem = $"\"{rest[..end]}\" is no member of a dictionary: expected name=value, the name in lower case";
            bool hasNext = end < rest.Length;
            rest = hasNext ? rest[(end + 1)..].TrimStart() : default;
            if (hasNext && rest.IsEmpty) problem = "it ends with a comma";
            if (problem.Length > 0) return false;
        }

        return true;
    }

    /// <summary>The bytes that a value of the form <c>:base64:</c> stands for.</summary>
    /// <exception cref="RestException">It is no such value, or of another size: 400.</exception>
    public static byte[] Bytes(string header, string name, string value, int size)
    {
        bool isWrapped = value.Length >= 2 && value[0] == ':' && value[^1] == ':';
        return isWrapped && FromBase64(value[1..^1], size) is { } bytes
            ? bytes
            : throw Bad(header, $"{name} must be {size} bytes in base64 between colons, as in {name}=:{Convert.ToBase64String(new byte[size])}:");
    }

    /// <summary>The bytes of a base64 text without blanks; null if it is none, or of another size.</summary>
    public static byte[]? FromBase64(string text, int size)
    {
        byte[] bytes = new byte[size];
        return !text.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(text, bytes, out int count) && count == size ? bytes : null;
    }

    public static RestException Bad(string header, string problem) => new(OrthancError.BadRequest, $"The header {header} cannot be read: {problem}");

    private static bool TryAdd(ReadOnlySpan<char> member, Dictionary<string, string> members)
    {
        int end = EndOf(member, '=');
        ReadOnlySpan<char> name = end < member.Length ? member[..end] : member[..EndOf(member, ';')];
        if (name.IsEmpty || !(char.IsAsciiLetterLower(name[0]) || name[0] == '*') || name.ContainsAnyExcept(NameLetters)) return false;

        // Without a value it is true (RFC 9651 3.2); parameters say nothing to us.
        ReadOnlySpan<char> value = end < member.Length ? member[(end + 1)..] : "?1";
        members[name.ToString()] = value[..EndOf(value, ';')].Trim().ToString();
        return true;
    }

    // The first of these letters that is not inside a string or a list.
    private static int EndOf(ReadOnlySpan<char> text, char wanted)
    {
        bool isQuoted = false;
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (isQuoted && letter == '\\') i++;
            else if (letter == '"') isQuoted = !isQuoted;
            else if (isQuoted) continue;
            else if (letter == '(') depth++;
            else if (letter == ')') depth--;
            else if (letter == wanted && depth == 0) return i;
        }

        return text.Length;
    }
}

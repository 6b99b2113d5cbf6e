using System.Globalization;

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>A part of a content that a request asks for.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Count">Bytes.</param>
/// <param name="IsPartial">A range was asked for and is given: 206.</param>
internal readonly record struct ByteRange(long Offset, long Count, bool IsPartial)
{
    private const string Unit = "bytes=";

    /// <summary>
    /// Reads the header Range against a content of <paramref name="size"/> bytes. With RFC semantics (RFC 9110 14.2): several ranges and
    /// foreign units are ignored, an end past the content is cut, <c>-N</c> is the last N bytes. Otherwise Orthanc's (contract 1.3).
    /// </summary>
    /// <exception cref="RestException">The range cannot be satisfied, or is none: 416.</exception>
    public static ByteRange Read(HttpContext http, long size, Quirks quirks, string currentTag)
    {
        string header = http.Request.Headers.Range.ToString().Trim();
        var whole = new ByteRange(0, size, false);
        if (header.Length == 0 || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase)) return whole;

        // RFC 9110 13.1.5: If-Range holds a strong tag, or the range is for another content.
        string condition = http.Request.Headers.IfRange.ToString().Trim();
        if (quirks.HasRfcRanges && (header.Contains(',', StringComparison.Ordinal) || (condition.Length > 0 && condition != currentTag))) return whole;
        ByteRange? range = quirks.HasRfcRanges ? Rfc(header[Unit.Length..], size) : AsOrthanc(header[Unit.Length..], size);
        if (range is { } found) return found;
        if (quirks.HasRfcRanges) http.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{size}");
        throw new RestException(OrthancError.BadRange, $"The range \"{header}\" is not within the {size} bytes of the content");
    }

    /// <summary>The header Content-Range.</summary>
    public string ContentRange(long size) => string.Create(CultureInfo.InvariantCulture, $"bytes {Offset}-{Offset + Count - 1}/{size}");

    private static ByteRange? Rfc(string text, long size)
    {
        (string first, string last) = Split(text);
        if (first.Length == 0)
        {
            if (!TryNumber(last, out long suffix) || suffix == 0 || size == 0) return null;
            suffix = Math.Min(suffix, size);
            return new ByteRange(size - suffix, suffix, true);
        }

        if (!TryNumber(first, out long from) || from >= size) return null;
        if (last.Length == 0) return new ByteRange(from, size - from, true);
        if (!TryNumber(last, out long to) || to < from) return null;
        return new ByteRange(from, Math.Min(to, size - 1) - from + 1, true);
    }

    private static ByteRange? AsOrthanc(string text, long size)
    {
        (string first, string last) = Split(text);
        long from = 0;
        long to = size - 1;
        if ((first.Length > 0 && !TryNumber(first, out from)) || (last.Length > 0 && !TryNumber(last, out to))) return null;
        return from > to || to >= size ? null : new ByteRange(from, to - from + 1, true);
    }

    private static (string First, string Last) Split(string text)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? ("?", "?") : (text[..dash].Trim(), text[(dash + 1)..].Trim());
    }

    // More digits than a long has are as far past any content as a long can be.
    private static bool TryNumber(string text, out long number)
    {
        number = 0;
        if (text.Length == 0 || !text.All(char.IsAsciiDigit)) return false;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)) number = long.MaxValue;
        return true;
    }
}

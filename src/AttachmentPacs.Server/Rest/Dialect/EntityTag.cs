using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>The dialect's entity tag: <c>"revision-md5"</c>, the MD5 of the content or of the UTF-8 value, empty if there is none (contract 1.3).</summary>
internal readonly record struct EntityTag(long Revision, byte[]? Md5)
{
    /// <summary>Sets the header ETag.</summary>
    public void WriteTo(HttpResponse response) => response.Headers.ETag = $"\"{this}\"";

    /// <summary>Whether a header names exactly this tag.</summary>
    /// <exception cref="RestException">The header is no tag of the dialect.</exception>
    public bool IsNamedBy(StringValues header) => TryRead(header, out EntityTag other) && Matches(other);

    /// <summary>Whether a header has this tag in its list, weak or not (RFC 9110 13.1.2): for routes on which Orthanc heeds no tags, so that none is an error.</summary>
    public bool IsAmong(StringValues header)
    {
        string own = ToString();
        return header.ToString().Split(',').Any(each => each.Trim() is var tag && (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag).Trim('"') == own);
    }

    /// <summary>Reads If-Match or If-None-Match; false if the header is absent. The quotes are optional.</summary>
    /// <exception cref="RestException">It is there, but no tag of the dialect, or empty: 400.</exception>
    public static bool TryRead(StringValues header, out EntityTag tag)
    {
        tag = default;
        if (header.Count == 0) return false;
        string text = header.ToString().Trim();
        if (text.Length >= 2 && text[0] == '"' && text[^1] == '"') text = text[1..^1];
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0 && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out long revision)
            && TryMd5(text[(dash + 1)..], out byte[]? md5))
        {
            tag = new EntityTag(revision, md5);
            return true;
        }

        throw new RestException(OrthancError.BadRequest, $"\"{header}\" is no revision: expected \"<revision>-<md5>\", as the header ETag has it");
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Revision}-{(Md5 is null ? "" : Convert.ToHexStringLower(Md5))}");

    private bool Matches(EntityTag other) =>
        Revision == other.Revision && (Md5 is null ? other.Md5 is null : other.Md5 is not null && Md5.AsSpan().SequenceEqual(other.Md5));

    private static bool TryMd5(string hex, out byte[]? md5)
    {
        md5 = null;
        if (hex.Length == 0) return true;
        if (hex.Length != 32 || !hex.All(char.IsAsciiHexDigit)) return false;
        md5 = Convert.FromHexString(hex);
        return true;
    }
}

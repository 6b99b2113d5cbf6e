using System.Text;
using Microsoft.Extensions.Primitives;

namespace AttachmentPacs.Server.Access;

/// <summary>What an Authorization header says.</summary>
internal abstract record Credentials
{
    private const string BasicScheme = "Basic ";
    private const string BearerScheme = "Bearer ";

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads the header; null if there is none.</summary>
    public static Credentials? Read(StringValues header)
    {
        if (header.Count == 0) return null;
        string text = header.Count == 1 ? header[0] ?? "" : "";
        if (text.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase)) return ReadBasic(text[BasicScheme.Length..].Trim());
        if (text.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase)) return new Key(text[BearerScheme.Length..].Trim());
        return new Unreadable();
    }

    // RFC 7617 2: base64 of name, colon, password; the name has no colon.
    private static Credentials ReadBasic(string token)
    {
        var bytes = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, bytes, out int length)) return new Unreadable();
        string pair = Decode(bytes.AsSpan(0, length));

        // RFC 7617 2 forbids it, and PBKDF2 takes a password with NULs behind it for the password: HMAC pads its key with them (RFC 2104 2).
        if (pair.Contains('\0', StringComparison.Ordinal)) return new Unreadable();
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new Unreadable() : new Password(pair[..colon], pair[(colon + 1)..]);
    }

    // RFC 7617 2.1 asks for UTF-8 where the challenge does; Python's requests sends Latin-1 nevertheless.
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }

    /// <summary>HTTP Basic (RFC 7617).</summary>
    public sealed record Password(string Name, string Text) : Credentials;

    /// <summary>An API key (RFC 6750 2.1).</summary>
    public sealed record Key(string Text) : Credentials;

    /// <summary>Another scheme, or none that can be read.</summary>
    public sealed record Unreadable : Credentials;
}

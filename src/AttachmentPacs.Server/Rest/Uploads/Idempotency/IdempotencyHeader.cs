using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest.Uploads.Idempotency;

/// <summary>
/// The header <c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header): a string of structured fields (RFC 9651 3.3.3), whose quotes may
/// be left out, of 1 to 255 visible ASCII characters.
/// </summary>
internal static class IdempotencyHeader
{
    public const string Name = "Idempotency-Key";

    private const int MaxLength = 255;

    /// <summary>The key; null if there is none.</summary>
    /// <exception cref="RestException">It is there, but cannot be read: 400.</exception>
    public static string? Read(IHeaderDictionary headers)
    {
        if (headers[Name].Count == 0) return null;
        string text = headers[Name].ToString().Trim();
        string? key = text.StartsWith('"') ? Unquote(text) : text;
        bool isGood = headers[Name].Count == 1 && key is { Length: > 0 and <= MaxLength } && key.All(letter => letter is > ' ' and <= '~');
        return isGood ? key : throw new RestException(
            OrthancError.BadRequest, $"The header {Name} must be one string of 1 to {MaxLength} visible ASCII characters, as in {Name}: \"8e03978e-40d5-43dd-bc93-6894a57f9324\"");
    }

    // RFC 9651 4.2.5: within the quotes, a backslash stands before a quote or a backslash only. Null if it is no such string.
    private static string? Unquote(string text)
    {
        var key = new System.Text.StringBuilder(text.Length);
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == '"') return i == text.Length - 1 ? key.ToString() : null;
            if (text[i] == '\\' && (++i == text.Length || text[i] is not ('"' or '\\'))) return null;
            key.Append(text[i]);
        }

        return null;
    }
}

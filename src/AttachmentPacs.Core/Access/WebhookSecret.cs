using System.Text;

namespace AttachmentPacs.Core.Access;

/// <summary>The key by which a webhook is signed (Standard Webhooks: <c>whsec_</c> and 24 bytes or more in base64; or any text of that length).</summary>
public static class WebhookSecret
{
    /// <summary>Fewest bytes, or characters, of a key.</summary>
    public const int MinLength = 24;

    private const string Prefix = "whsec_";

    /// <summary>Whether it is one.</summary>
    public static bool IsUsable(string secret) => TryDecode(secret) is not null;

    /// <summary>The bytes of the key.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static byte[] KeyOf(string secret) =>
        TryDecode(secret) ?? throw new ArgumentException($"The secret of a webhook must be whsec_ and base64, or text, of {MinLength} bytes or more.", nameof(secret));

    private static byte[]? TryDecode(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal)) return secret.Length >= MinLength ? Encoding.UTF8.GetBytes(secret) : null;
        byte[] key = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[Prefix.Length..], key, out int length) && length >= MinLength ? key[..length] : null;
    }
}

using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace AttachmentPacs.Core.Access;

/// <summary>
/// Keys that programs authenticate with (<c>Authorization: Bearer apacs_…</c>, RFC 6750 2.1). A key is 256 random bits, so one SHA-256 protects
/// it as well as a slow hash would: nobody guesses it.
/// </summary>
public static class ApiKey
{
    /// <summary>Begins every key, so that tools that look for secrets in files find it.</summary>
    public const string Prefix = "apacs_";

    /// <summary>Begins every hash of a key.</summary>
    public const string HashPrefix = "sha256:";

    private const int KeyBytes = 32;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>A new key: the prefix and 43 characters of base64url (RFC 4648 5).</summary>
    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>The key's hash as <c>Http:Users:NAME:ApiKeyHashes</c> holds it: <c>sha256:</c> and 64 lower-case hex digits.</summary>
    public static string HashOf(string key) => HashPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Whether the hash is of this key, compared in constant time.</summary>
    public static bool Verify(string hash, string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(hash), Encoding.UTF8.GetBytes(HashOf(key)));

    /// <summary>Whether a text has the form of a hash.</summary>
    public static bool IsHash(string text) => text.StartsWith(HashPrefix, StringComparison.Ordinal)
        && text.Length == HashPrefix.Length + (2 * SHA256.HashSizeInBytes)
        && text.AsSpan(HashPrefix.Length).IndexOfAnyExcept(HexDigits) < 0;
}

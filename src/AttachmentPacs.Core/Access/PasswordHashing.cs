using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AttachmentPacs.Core.Access;

/// <summary>
/// Password hashes as <c>Http:Users:NAME:PasswordHash</c> holds them: PBKDF2 with HMAC-SHA-512 and a salt of 128 bits, in the form of ASP.NET
/// Core Identity, base64 (version 3: marker 01, function, iterations, salt length, salt, key). Thread-safe.
/// </summary>
public static class PasswordHashing
{
    /// <summary>Iterations of a new hash; what OWASP's Password Storage Cheat Sheet asks of PBKDF2 with HMAC-SHA-512. An old hash keeps its own.</summary>
    public const int Iterations = 210_000;

    private const byte Version3 = 1;

    // Bytes: marker, function, iterations, salt length.
    private const int HeaderLength = 13;

    private static readonly object Anyone = new();
    private static readonly PasswordHasher<object> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    /// <summary>A hash of the password with a salt of its own: two hashes of one password differ.</summary>
    public static string Hash(string password) => Hasher.HashPassword(Anyone, password);

    /// <summary>Whether the hash is of this password, compared in constant time. Takes tens of milliseconds. False for what is no hash.</summary>
    public static bool Verify(string hash, string password) =>
        IsHash(hash) && Hasher.VerifyHashedPassword(Anyone, hash, password) != PasswordVerificationResult.Failed;

    /// <summary>Whether a text has the form of a hash.</summary>
    public static bool IsHash(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) && length > HeaderLength && bytes[0] == Version3;
    }
}

using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace AttachmentPacs.Server.Access;

/// <summary>
/// Remembers of each user that a password was right, so that only the first request pays for the slow hash. Holds an HMAC-SHA-256 with a key
/// that this process has drawn, never the password; one entry a user, so it cannot grow. Thread-safe.
/// </summary>
internal sealed class RememberedPasswords
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, byte[]> _right = new();

    /// <summary>Whether this very password was right before; takes microseconds.</summary>
    public bool Knows(User? user, string password)
    {
        byte[] mac = Mac(user?.Name ?? "", password);
        return user is not null && _right.TryGetValue(user.Name, out byte[]? right) && CryptographicOperations.FixedTimeEquals(mac, right);
    }

    public void Remember(User user, string password) => _right[user.Name] = Mac(user.Name, password);

    // A name has no colon (RFC 7617 2): no two pairs are joined to the same text.
    private byte[] Mac(string name, string password) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{name}:{password}"));
}

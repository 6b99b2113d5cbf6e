using System.Security.Cryptography;
using System.Text;
using AttachmentPacs.Core.Access;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Access;

/// <summary>The users of <c>Http:Users</c>, by name and by API key. Unchanging.</summary>
internal sealed class UserDirectory
{
    private readonly Dictionary<string, User> _byName = [];
    private readonly List<(byte[] Hash, User User)> _byKey = [];

    public UserDirectory(HttpOptions options)
    {
        foreach ((string name, UserOptions user) in options.Users)
        {
            // A password in clear is hashed here, so that it costs the same time as any other.
            string? hash = user.PasswordHash.Length > 0 ? user.PasswordHash : user.Password.Length > 0 ? PasswordHashing.Hash(user.Password) : null;
            var known = new User(name, hash, user);
            _byName.Add(name, known);
            _byKey.AddRange(user.ApiKeyHashes.Select(each => (Encoding.ASCII.GetBytes(each), known)));
        }
    }

    public User? ByName(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The owner of an API key; looks at all keys, whichever it is.</summary>
    public User? ByKey(string key)
    {
        byte[] hash = Encoding.ASCII.GetBytes(ApiKey.HashOf(key));
        User? owner = null;
        foreach ((byte[] each, User user) in _byKey)
        {
            if (CryptographicOperations.FixedTimeEquals(each, hash)) owner = user;
        }

        return owner;
    }
}

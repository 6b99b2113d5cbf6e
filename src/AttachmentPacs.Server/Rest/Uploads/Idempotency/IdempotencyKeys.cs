using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest.Uploads.Idempotency;

/// <summary>
/// Requests that carry an <c>Idempotency-Key</c>: of those under way at the same time with one user's key, one goes on. What is done is noted by
/// the index, in the transaction that does it; here is only who is at it.
/// </summary>
internal sealed class IdempotencyKeys(IIndex index)
{
    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);

    /// <summary>Begins a request; null if it carries no key.</summary>
    /// <param name="http">The request.</param>
    /// <param name="target">What it writes, under one name however the client calls it.</param>
    /// <exception cref="RestException">The key cannot be read: 400; another request with it is under way: 409.</exception>
    public KeyedRequest? Begin(HttpContext http, string target)
    {
        if (IdempotencyHeader.Read(http.Request.Headers) is not { } text) return null;
        var key = new IdempotencyKey(Hash(http.User.Identity?.Name ?? "", text), Hash(http.Request.Method, target));
        string name = Convert.ToHexString(key.Key);
        return _running.TryAdd(name, true)
            ? new KeyedRequest(index, key, () => _running.TryRemove(name, out _))
            : throw Busy();
    }

    /// <summary>Another request with the key is under way, or has just been done: 409.</summary>
    public static RestException Busy() => new(
        OrthancError.BadRequest, $"Another request with this {IdempotencyHeader.Name} is under way: wait for its answer, or send this one again later",
        StatusCodes.Status409Conflict)
    {
        Header = ("Retry-After", "1"),
    };

    // Neither of the two can hold the sign between them.
    private static byte[] Hash(string first, string second) => SHA256.HashData(Encoding.UTF8.GetBytes($"{first}\0{second}"));
}

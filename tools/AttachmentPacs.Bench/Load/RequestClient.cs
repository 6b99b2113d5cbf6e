using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Load;

/// <summary>Requests that lie ready as bytes and are sent in turn.</summary>
/// <param name="server">Where to.</param>
/// <param name="requests">Whole ones; shared by all clients of a load.</param>
/// <param name="length">Bytes that each body must have; null for any but none.</param>
internal sealed class RequestClient(HttpTarget server, IReadOnlyList<byte[]> requests, long? length) : ILoadClient
{
    private readonly HttpConnection _connection = new(server);

    /// <inheritdoc/>
    public void Execute(int number)
    {
        int status = _connection.Exchange(requests[number % requests.Count]);
        if (status != 200) throw new IOException($"The request was answered with {status}.");
        if (length is { } expected ? _connection.BodyLength != expected : _connection.BodyLength == 0)
        {
            throw new IOException($"The answer has {_connection.BodyLength} bytes, and should have {length?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "some"}.");
        }
    }

    /// <inheritdoc/>
    public void Abandon() => _connection.Dispose();

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>Makes a whole request.</summary>
    /// <param name="server">Where it will go.</param>
    /// <param name="method">In capitals.</param>
    /// <param name="path">With a leading slash.</param>
    /// <param name="body">Null for none.</param>
    public static byte[] Request(HttpTarget server, string method, string path, byte[]? body = null)
    {
        using var connection = new HttpConnection(server);
        byte[] head = new byte[connection.HeadSize(path.Length)];
        int size = connection.WriteHead(head, System.Text.Encoding.ASCII.GetBytes(method), System.Text.Encoding.ASCII.GetBytes(path), body?.Length ?? -1);
        return [.. head.AsSpan(0, size), .. body ?? []];
    }
}

using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Load;

/// <summary>POST /instances, one after the other: the request lies ready in one buffer, in which identities are overwritten.</summary>
internal sealed class UploadClient : ILoadClient
{
    private readonly HttpConnection _connection;
    private readonly InstanceTemplate _template;
    private readonly Func<int, InstanceKey> _keys;
    private readonly byte[] _request;
    private readonly int _head;

    /// <param name="server">Where to.</param>
    /// <param name="template">Of what.</param>
    /// <param name="keys">The instance of an operation.</param>
    public UploadClient(HttpTarget server, InstanceTemplate template, Func<int, InstanceKey> keys)
    {
        _connection = new HttpConnection(server);
        _template = template;
        _keys = keys;
        byte[] head = new byte[_connection.HeadSize("/instances".Length)];
        _head = _connection.WriteHead(head, "POST"u8, "/instances"u8, template.Bytes.Length);
        _request = [.. head.AsSpan(0, _head), .. template.Bytes];
    }

    /// <inheritdoc/>
    public void Execute(int number)
    {
        _template.WriteFile(_request.AsSpan(_head), _keys(number));
        int status = _connection.Exchange(_request);
        if (status != 200) throw new IOException($"POST /instances was answered with {status}.");
    }

    /// <inheritdoc/>
    public void Abandon() => _connection.Dispose();

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}

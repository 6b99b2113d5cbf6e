using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Load;

/// <summary>POST /instances of files that are made while they are sent.</summary>
internal sealed class LargeUploadClient(HttpTarget server, LargeInstance instance, Func<int, InstanceKey> keys) : ILoadClient
{
    private readonly HttpConnection _connection = new(server);

    /// <inheritdoc/>
    public void Execute(int number)
    {
        Span<byte> head = stackalloc byte[_connection.HeadSize("/instances".Length)];
        int size = _connection.WriteHead(head, "POST"u8, "/instances"u8, instance.Length);
        _connection.Send(head[..size]);
        instance.Send(keys(number), _connection.Send);
        int status = _connection.Receive();
        if (status != 200) throw new IOException($"POST /instances of {instance.Length} bytes was answered with {status}.");
    }

    /// <inheritdoc/>
    public void Abandon() => _connection.Dispose();

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}

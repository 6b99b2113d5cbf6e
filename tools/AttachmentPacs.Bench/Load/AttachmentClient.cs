using System.Text;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Load;

/// <summary>PUT of attachments whose content differs in its first bytes.</summary>
internal sealed class AttachmentClient : ILoadClient
{
    private readonly HttpConnection _connection;
    private readonly Func<int, string> _path;
    private readonly byte[] _content;
    private readonly int _first;

    /// <param name="server">Where to.</param>
    /// <param name="path">Of the attachment of an operation.</param>
    /// <param name="size">Bytes of each.</param>
    /// <param name="first">Sets their contents apart from those of other loads.</param>
    public AttachmentClient(HttpTarget server, Func<int, string> path, int size, int first)
    {
        _connection = new HttpConnection(server);
        _path = path;
        _content = new byte[size];
        _first = first;
        new Random(1).NextBytes(_content);
    }

    /// <inheritdoc/>
    public void Execute(int number)
    {
        BitConverter.TryWriteBytes(_content, _first + number);
        string path = _path(number);
        Span<byte> ascii = stackalloc byte[path.Length];
        Encoding.ASCII.GetBytes(path, ascii);
        Span<byte> head = stackalloc byte[_connection.HeadSize(path.Length)];
        int size = _connection.WriteHead(head, "PUT"u8, ascii, _content.Length);
        _connection.Send(head[..size]);
        _connection.Send(_content);
        int status = _connection.Receive();
        if (status != 200) throw new IOException($"PUT {path} was answered with {status}.");
    }

    /// <inheritdoc/>
    public void Abandon() => _connection.Dispose();

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}

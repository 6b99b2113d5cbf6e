using System.Buffers;
using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Load;

/// <summary>
/// HTTP/1.1 over one blocking socket that is kept open (RFC 9112): just enough of it to put a server under load at little cost of one's own.
/// Allocates nothing for an exchange. Opens the socket anew where the server has closed it. For one thread.
/// </summary>
internal sealed class HttpConnection(HttpTarget target) : IDisposable
{
    private const int ReceiveSize = 256 << 10;
    private const int MilliSecondsOfSilence = 600_000;

    private readonly byte[] _received = GC.AllocateUninitializedArray<byte>(ReceiveSize);
    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly byte[] _headers = Encoding.ASCII.GetBytes(
        $" HTTP/1.1\r\nHost: {target.Host}\r\n" + (target.Authorization is { } value ? $"Authorization: {value}\r\n" : ""));

    private Socket? _socket;
    private int _start;
    private int _end;
    private bool _keeps;

    /// <summary>Body of the last answer, if it was to be kept.</summary>
    public ReadOnlySpan<byte> Body => _body.WrittenSpan;

    /// <summary>Bytes of the last answer's body, kept or not.</summary>
    public long BodyLength { get; private set; }

    /// <summary>Asks for a path and keeps the body.</summary>
    /// <returns>The status.</returns>
    public int Get(string path) => Request("GET", path, default);

    /// <summary>Sends a request with a body, and keeps that of the answer.</summary>
    /// <returns>The status.</returns>
    public int Request(string method, string path, ReadOnlySpan<byte> body)
    {
        byte[] request = new byte[HeadSize(path.Length) + body.Length];
        int size = WriteHead(request, Encoding.ASCII.GetBytes(method), Encoding.ASCII.GetBytes(path), method == "GET" ? -1 : body.Length);
        body.CopyTo(request.AsSpan(size));
        return Exchange(request.AsSpan(0, size + body.Length), keep: true);
    }

    /// <summary>Room that <see cref="WriteHead"/> needs at most.</summary>
    public int HeadSize(int path) => path + target.Prefix.Length + _headers.Length + 64;

    /// <summary>Writes the head of a request.</summary>
    /// <param name="destination">At least <see cref="HeadSize"/>.</param>
    /// <param name="method">In capitals.</param>
    /// <param name="path">As the dialect names it, with a leading slash.</param>
    /// <param name="contentLength">Bytes of the body; -1 for a request without one.</param>
    /// <returns>Bytes written.</returns>
    public int WriteHead(Span<byte> destination, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, long contentLength)
    {
        int at = 0;
        Append(destination, ref at, method);
        Append(destination, ref at, " "u8);
        at += Encoding.ASCII.GetBytes(target.Prefix, destination[at..]);
        Append(destination, ref at, path);
        Append(destination, ref at, _headers);
        if (contentLength >= 0)
        {
            Append(destination, ref at, "Content-Length: "u8);
            Utf8Formatter.TryFormat(contentLength, destination[at..], out int digits);
            at += digits;
            Append(destination, ref at, "\r\n"u8);
        }

        Append(destination, ref at, "\r\n"u8);
        return at;
    }

    /// <summary>Sends a whole request and reads the whole answer.</summary>
    /// <returns>The status.</returns>
    /// <exception cref="SocketException">There is no connection, or it broke off.</exception>
    /// <exception cref="IOException">The answer is cut off, or none that can be understood.</exception>
    public int Exchange(ReadOnlySpan<byte> request, bool keep = false)
    {
        Send(request);
        return Receive(keep);
    }

    /// <summary>Sends a piece of a request.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        _socket ??= Open();
        try
        {
            while (!bytes.IsEmpty) bytes = bytes[_socket.Send(bytes)..];
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>Reads the answer to a request that has been sent.</summary>
    /// <returns>The status.</returns>
    public int Receive(bool keep = false)
    {
        try
        {
            return ReceiveAnswer(keep);
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private static void Append(Span<byte> destination, ref int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(destination[at..]);
        at += bytes.Length;
    }

    private Socket Open()
    {
        _start = _end = 0;
        var socket = new Socket(target.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true, ReceiveTimeout = MilliSecondsOfSilence, SendTimeout = MilliSecondsOfSilence,
        };
        try
        {
            socket.Connect(target.Address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private int ReceiveAnswer(bool keep)
    {
        if (keep) _body.ResetWrittenCount();
        _keeps = keep;
        BodyLength = 0;
        AnswerHead head = ReadHead();
        while (head.Status == 100) head = ReadHead();
        if (head.IsChunked) TakeChunks();
        else if (head.HasBody) Take(head.ContentLength);
        if (head.Closes) Close();
        return head.Status;
    }

    private AnswerHead ReadHead()
    {
        int searched = _start;
        while (true)
        {
            int end = _received.AsSpan(searched, _end - searched).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                var head = AnswerHead.Parse(_received.AsSpan(_start, searched + end + 2 - _start));
                _start = searched + end + 4;
                return head;
            }

            searched = Math.Max(_start, _end - 3);
            searched -= Fill();
        }
    }

    // Chunks of RFC 9112 7.1: size in hexadecimal, line end, bytes, line end; one of size 0 and trailers end them.
    private void TakeChunks()
    {
        while (true)
        {
            ReadOnlySpan<byte> line = ReadLine();
            int semicolon = line.IndexOf((byte)';');
            if (semicolon >= 0) line = line[..semicolon];
            if (!Utf8Parser.TryParse(line, out long size, out int digits, 'x') || digits != line.Length) throw new IOException("The answer has a chunk without a size.");
            if (size == 0) break;
            Take(size);
            if (!ReadLine().IsEmpty) throw new IOException("The answer has a chunk that is longer than its size.");
        }

        while (!ReadLine().IsEmpty)
        {
        }
    }

    private ReadOnlySpan<byte> ReadLine()
    {
        while (true)
        {
            int end = _received.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (end >= 0)
            {
                int from = _start;
                _start += end + 2;
                return _received.AsSpan(from, end);
            }

            Fill();
        }
    }

    private void Take(long length)
    {
        BodyLength += length;
        while (length > 0)
        {
            if (_start == _end) Fill();
            int piece = (int)Math.Min(length, _end - _start);
            if (_keeps) _body.Write(_received.AsSpan(_start, piece));
            _start += piece;
            length -= piece;
        }
    }

    // Returns by how much the unread bytes have moved towards the beginning.
    private int Fill()
    {
        int moved = 0;
        if (_start == _end)
        {
            moved = _start;
            _start = _end = 0;
        }
        else if (_end == _received.Length)
        {
            if (_start == 0) throw new IOException($"The answer has a line of more than {_received.Length} bytes.");
            moved = _start;
            _received.AsSpan(_start, _end - _start).CopyTo(_received);
            _end -= _start;
            _start = 0;
        }

        int count = _socket!.Receive(_received.AsSpan(_end));
        if (count == 0) throw new IOException("The server closed the connection within an answer.");
        _end += count;
        return moved;
    }

    private void Close()
    {
        _socket?.Dispose();
        _socket = null;
    }
}

using System.Net.Sockets;
using System.Text;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>A socket, for what no well-mannered client sends.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _tcp = new();

    private RawConnection()
    {
    }

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var connection = new RawConnection();
        await connection._tcp.ConnectAsync(server.Host, server.Port);
        return connection;
    }

    /// <summary>Sends a request that ends the connection, and returns all that comes back.</summary>
    public static async Task<string> AskAsync(Uri server, string request)
    {
        using RawConnection connection = await OpenAsync(server);
        await connection.SendAsync(Encoding.ASCII.GetBytes(request));
        return await connection.ReadToEndAsync();
    }

    public async Task SendAsync(byte[] bytes) => await _tcp.GetStream().WriteAsync(bytes);

    /// <summary>All bytes until the server closes or resets the connection, as Latin-1.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[64 << 10];
        try
        {
            while (await _tcp.GetStream().ReadAsync(buffer) is > 0 and var count) all.Write(buffer, 0, count);
        }
        catch (IOException)
        {
            // A reset is an end, too: what came before it is what the test looks at.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>Goes away without a word: a reset instead of an orderly end.</summary>
    public void Reset()
    {
        _tcp.LingerState = new LingerOption(true, 0);
        _tcp.Close();
    }

    public void Dispose() => _tcp.Dispose();
}

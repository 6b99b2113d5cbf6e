using System.Net.Sockets;
using System.Text;

namespace AttachmentPacs.Server.Hosting;

/// <summary>
/// The service manager's socket, sd_notify(3): one datagram of lines <c>NAME=value</c> for each message, to the path in NOTIFY_SOCKET or, where
/// that begins with @, to the abstract name (unix(7)). The socket does not wait: a manager that does not read must not hold up the server.
/// </summary>
internal sealed class ServiceSocket : IDisposable
{
    private readonly Socket _socket;
    private readonly UnixDomainSocketEndPoint _manager;
    private readonly ILogger _log;

    private ServiceSocket(string name, ILogger log)
    {
        _log = log;
        _manager = new UnixDomainSocketEndPoint(name[0] == '@' ? $"\0{name[1..]}" : name);
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    }

    /// <summary>The socket that is named; null if none is, or one of a kind that is not spoken here (vsock).</summary>
    public static ServiceSocket? Open(string? name, ILogger log)
    {
        if (string.IsNullOrEmpty(name)) return null;
        if (name[0] is '/' or '@') return new ServiceSocket(name, log);
        log.ManagerNotTold("anything", $"NOTIFY_SOCKET is \"{name}\", which is neither a path nor an abstract name");
        return null;
    }

    /// <summary>Sends the lines as one message. A failure is logged: the server serves on, and the manager judges by what it has heard.</summary>
    public void Send(params string[] lines)
    {
        try
        {
            _socket.SendTo(Encoding.UTF8.GetBytes(string.Join('\n', lines)), _manager);
        }
        catch (SocketException e)
        {
            _log.ManagerNotTold(lines[0], e.Message);
        }
    }

    public void Dispose() => _socket.Dispose();
}

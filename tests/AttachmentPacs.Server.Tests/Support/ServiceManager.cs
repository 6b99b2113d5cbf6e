using System.Net.Sockets;
using System.Text;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>Plays the service manager: a datagram socket that hears what the server tells.</summary>
internal sealed class ServiceManager : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    private ServiceManager(string name)
    {
        Name = name;
        _socket.Bind(new UnixDomainSocketEndPoint(name[0] == '@' ? $"\0{name[1..]}" : name));
    }

    /// <summary>What NOTIFY_SOCKET says.</summary>
    public string Name { get; }

    public static ServiceManager InFolder(TemporaryFolder folder) => new(folder.Combine("notify"));

    /// <summary>Under an abstract name, which no file system has.</summary>
    public static ServiceManager Abstract() => new($"@apacs-test-{Guid.NewGuid():N}");

    /// <summary>The environment of a child that is to be watched.</summary>
    public ChildSurroundings Surroundings(TimeSpan watchdog) => new()
    {
        Variables = { ["NOTIFY_SOCKET"] = Name, ["WATCHDOG_USEC"] = $"{watchdog.TotalMicroseconds:0}" },
    };

    /// <summary>The next message's lines.</summary>
    public async Task<string[]> NextAsync()
    {
        byte[] buffer = new byte[4096];
        using var deadline = new CancellationTokenSource(Patience);
        int length = await _socket.ReceiveAsync(buffer, deadline.Token);
        return Encoding.UTF8.GetString(buffer, 0, length).Split('\n');
    }

    /// <summary>Messages up to the first that has a line beginning so; that one is the last.</summary>
    public async Task<List<string[]>> UntilAsync(string line)
    {
        List<string[]> heard = [];
        do heard.Add(await NextAsync());
        while (!heard[^1].Any(each => each.StartsWith(line, StringComparison.Ordinal)));
        return heard;
    }

    public void Dispose() => _socket.Dispose();
}

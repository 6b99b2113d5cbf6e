using System.Net;
using System.Net.Sockets;

namespace AttachmentPacs.Bench.Floors;

/// <summary>Bytes through a TCP connection of this machine with itself, in writes of 128 KB, read and forgotten.</summary>
internal static class Loopback
{
    private const int Piece = 128 << 10;

    public static Floor Measure()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        sender.Connect(listener.LocalEndPoint!);
        using Socket receiver = listener.Accept();
        var reader = new Thread(() => Drain(receiver));
        reader.Start();
        byte[] bytes = new byte[Piece];
        Floor floor = Floor.Measure("loopback", "MB/s", () =>
        {
            for (int i = 0; i < 100; i++) sender.Send(bytes);
            return 100 * Piece / 1e6;
        });
        sender.Shutdown(SocketShutdown.Send);
        reader.Join();
        return floor;
    }

    private static void Drain(Socket receiver)
    {
        byte[] bytes = new byte[Piece];
        while (receiver.Receive(bytes) > 0)
        {
        }
    }
}

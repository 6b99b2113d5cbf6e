using System.Net;
using System.Net.Sockets;
using System.Text;
using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Tests.Load;

public sealed class HttpConnectionTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello")]
    [InlineData("HTTP/1.1 404 Not Found\r\ncontent-length:0\r\n\r\n", 404, "")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=1\r\nlo\r\n0\r\nTrailer: 1\r\n\r\n", 200, "hello")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", 204, "")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", 200, "ok")]
    public async Task Answer_that_comes_byte_by_byte_is_read_to_its_end(string answer, int status, string body)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task served = ServeAsync(listener, answer);

        using (var connection = new HttpConnection(HttpTarget.Loopback(((IPEndPoint)listener.LocalEndpoint).Port)))
        {
            int found = connection.Get("/system");

            Assert.Equal((status, body), (found, Encoding.ASCII.GetString(connection.Body)));
            Assert.Equal(body.Length, connection.BodyLength);
        }

        await served;
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", "closed")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n", "no answer")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "where it ends")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "without a size")]
    public async Task Answer_that_is_cut_off_or_none_is_an_error(string answer, string message)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task served = ServeAsync(listener, answer);

        using var connection = new HttpConnection(HttpTarget.Loopback(((IPEndPoint)listener.LocalEndpoint).Port));

        Assert.Contains(message, Assert.Throws<IOException>(() => connection.Get("/system")).Message, StringComparison.Ordinal);
        await served;
    }

    [Fact]
    public void Head_of_a_request_has_prefix_and_authorization()
    {
        using var connection = new HttpConnection(new HttpTarget(new IPEndPoint(IPAddress.Loopback, 1), "host:1", "/prefix", "Basic eA=="));
        byte[] head = new byte[connection.HeadSize("/instances".Length)];

        int size = connection.WriteHead(head, "POST"u8, "/instances"u8, 17);

        Assert.Equal("POST /prefix/instances HTTP/1.1\r\nHost: host:1\r\nAuthorization: Basic eA==\r\nContent-Length: 17\r\n\r\n", Encoding.ASCII.GetString(head, 0, size));
    }

    private static async Task ServeAsync(TcpListener listener, string answer)
    {
        using Socket socket = await listener.AcceptSocketAsync();
        socket.NoDelay = true;
        byte[] request = new byte[4096];
        await socket.ReceiveAsync(request);
        foreach (byte each in Encoding.ASCII.GetBytes(answer)) await socket.SendAsync(new byte[] { each });
        socket.Shutdown(SocketShutdown.Send);
        while (await socket.ReceiveAsync(request) > 0)
        {
        }
    }
}

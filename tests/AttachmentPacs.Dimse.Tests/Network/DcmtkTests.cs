using System.Net;
using System.Net.Sockets;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Dimse.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;
using Program = AttachmentPacs.TestKit.Command;

namespace AttachmentPacs.Dimse.Tests.Network;

/// <summary>DCMTK's tools as peers, where they are installed.</summary>
public sealed class DcmtkTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Echoscu_is_answered()
    {
        if (!IsInstalled("echoscu")) return;
        await using TestListener server = TestListener.Start();

        (int code, string text) = await Program.RunAsync("/", "", "echoscu", "-v", "127.0.0.1", $"{server.EndPoint.Port}", "--repeat", "20");

        Assert.True(code == 0, text);
        Assert.Equal(EndKind.Released, (await server.EndAsync()).Kind);
    }

    [Fact]
    public async Task Storescu_that_proposes_all_it_knows_stores_what_it_has()
    {
        if (!IsInstalled("storescu")) return;
        await using TestListener server = TestListener.Start();
        using var folder = new TemporaryFolder();
        byte[] file = SyntheticCt.Create();
        for (int i = 0; i < 3; i++) await File.WriteAllBytesAsync(folder.Combine($"{i}.dcm"), SyntheticCt.Create(i));

        (int code, string text) = await Program.RunAsync(
            folder.Path, "", "storescu", "-v", "-xf", "--max-pdu", "4096", "127.0.0.1", $"{server.EndPoint.Port}", "0.dcm", "1.dcm", "2.dcm");
        if (code != 0) (code, text) = await Program.RunAsync(folder.Path, "", "storescu", "-v", "127.0.0.1", $"{server.EndPoint.Port}", "0.dcm", "1.dcm", "2.dcm");

        Assert.True(code == 0, text);
        Assert.Equal(3, server.Handler.Stored.Count);
        Assert.All(server.Handler.Stored, each => Assert.InRange(each.Length, SyntheticCt.PixelBytes, file.Length));
    }

    [Fact]
    public async Task Request_of_echoscu_is_read_and_written_again_but_for_reserved_bytes()
    {
        if (!IsInstalled("echoscu")) return;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        Task<(int Code, string Output)> running = Program.RunAsync(
            "/", "", "echoscu", "-aet", "ASKER", "-aec", "ASKED", "-ppc", "5", "-pts", "3", "127.0.0.1", $"{((IPEndPoint)socket.LocalEndPoint!).Port}");
        using var peer = new RawPeer(await socket.AcceptAsync());

        (PduType type, byte[] body) = (await peer.ReadAsync())!.Value;
        AssociateRequest request = AssociateCodec.ReadRequest(body);
        peer.Dispose();
        await running;

        Assert.Equal((PduType.AssociateRequest, "ASKED", "ASKER", 5), (type, request.CalledAeTitle, request.CallingAeTitle, request.Contexts.Count));
        Assert.All(request.Contexts, each => Assert.Equal((Wire.Verification, 3), (each.AbstractSyntax, each.TransferSyntaxes.Count)));

        // DCMTK writes FF into one reserved byte of each context.
        byte[] written = AssociateCodec.Write(request).ToArray()[6..];
        Assert.Equal(body.Length, written.Length);
        Assert.All(body.Zip(written).Where(each => each.First != each.Second), each => Assert.Equal((0xFF, 0), ((int)each.First, (int)each.Second)));
        Assert.Equal(5, body.Zip(written).Count(each => each.First != each.Second));
    }

    private bool IsInstalled(string tool)
    {
        bool isThere = File.Exists($"/usr/bin/{tool}");
        if (!isThere) output.WriteLine($"{tool} (DCMTK) is not installed: nothing was tested here.");
        return isThere;
    }
}

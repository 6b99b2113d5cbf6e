using System.Net;
using System.Net.Sockets;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Server.DimseServices;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AttachmentPacs.Server.Tests.Dimse.Scu;

public sealed class EchoTests
{
    private const int NetworkProtocol = 9;

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"Timeout": 5, "CheckFind": false}""")]
    public async Task Echo_of_a_peer_that_answers_is_an_empty_object(string body)
    {
        await using RunningServer server = await RunningServer.StartAsync("Dicom:Enabled=true", "Dicom:Port=0");
        await server.KnowAsync("self", server.Services.GetRequiredService<DimseListenerService>().EndPoint!.Port);
        Assert.Equal("{}", (await server.Client.PostAsync("/modalities/self/echo", body)).IsOk().Text);
    }

    [Fact]
    public async Task Echo_by_TLS_needs_the_modality_to_be_called_so_and_its_certificate_to_name_the_host()
    {
        using var folder = new TemporaryFolder();
        using var certificates = new TestCertificates();
        string[] files = [.. certificates.WritePem(folder.Path, "dimse").Select(each => each.Replace("Http:", "Dicom:Tls:", StringComparison.Ordinal))];
        File.WriteAllText(folder.Combine("root.pem"), certificates.Root.ExportCertificatePem());
        await using RunningServer server = await RunningServer.StartAsync(
            ["Dicom:Enabled=true", "Dicom:Port=0", "Dicom:Tls:Enabled=true", "Dicom:Tls:RequireClientCertificate=true", $"Dicom:Tls:TrustedCertificates={folder.Combine("root.pem")}", .. files]);
        int port = server.Services.GetRequiredService<DimseListenerService>().EndPoint!.Port;
        await server.KnowAsync("secured", port, "\"UseDicomTls\": true");
        await server.KnowAsync("plain", port);
        (await server.Client.PutAsync("/modalities/misnamed", $$"""{"AET": "PEER", "Host": "localhost", "Port": {{port}}, "UseDicomTls": true}""")).IsOk();

        Assert.Equal("{}", (await server.Client.PostAsync("/modalities/secured/echo")).IsOk().Text);

        (await server.Client.PostAsync("/modalities/plain/echo")).IsError(HttpStatusCode.InternalServerError, NetworkProtocol);
        Reply reply = (await server.Client.PostAsync("/modalities/misnamed/echo")).IsError(HttpStatusCode.InternalServerError, NetworkProtocol);
        Assert.Contains("No agreement on TLS", reply.Field("Details"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Echo_releases_its_association()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Start();
        await server.KnowAsync("peer", peer.Port, "\"LocalAet\": \"US\"");
        (await server.Client.PostAsync("/modalities/peer/echo")).IsOk();
        await Eventually.HoldsAsync("the association has ended", () => !peer.Ends.IsEmpty);
        Assert.Equal(AttachmentPacs.Dimse.Associations.EndKind.Released, Assert.Single(peer.Ends).Kind);
        AssociateRequest request = Assert.Single(peer.Requests);
        Assert.Equal(("US", "PEER"), (request.CallingAeTitle, request.CalledAeTitle));
    }

    [Fact]
    public async Task Rejection_is_told_in_words()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Rejecting(AssociateReject.CalledAeTitleNotRecognized);
        await server.KnowAsync("peer", peer.Port);
        Reply reply = (await server.Client.PostAsync("/modalities/peer/echo")).IsError(HttpStatusCode.InternalServerError, NetworkProtocol);
        Assert.Equal($"The association with PEER at 127.0.0.1:{peer.Port} was rejected: called AE title not recognized", reply.Field("Details"));
    }

    [Fact]
    public async Task Failure_status_is_told_with_its_comment()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Answering(_ => DimseStatus.ProcessingFailure, "out of coffee");
        await server.KnowAsync("peer", peer.Port);
        Reply reply = (await server.Client.PostAsync("/modalities/peer/echo")).IsError(HttpStatusCode.InternalServerError, NetworkProtocol);
        Assert.Equal($"PEER at 127.0.0.1:{peer.Port} answered C-ECHO with the status 0110 (ProcessingFailure): out of coffee", reply.Field("Details"));
    }

    [Fact]
    public async Task Peer_that_is_not_there_is_a_network_error()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var closed = new Socket(SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await server.KnowAsync("gone", ((IPEndPoint)closed.LocalEndPoint!).Port);
        Reply reply = (await server.Client.PostAsync("/modalities/gone/echo")).IsError(HttpStatusCode.InternalServerError, NetworkProtocol);
        Assert.Contains("No association with PEER at 127.0.0.1", reply.Field("Details"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peer_that_never_answers_is_given_up_after_the_timeout()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var mute = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        mute.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        mute.Listen();
        await server.KnowAsync("mute", ((IPEndPoint)mute.LocalEndPoint!).Port);
        Reply reply = (await server.Client.PostAsync("/modalities/mute/echo", """{"Timeout": 1}""")).IsError(HttpStatusCode.InternalServerError, NetworkProtocol);
        Assert.EndsWith("no answer within 00:00:01", reply.Field("Details"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckFind_asks_for_find()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Accepting(proposal => proposal.AbstractSyntax == VerificationProvider.SopClassUid);
        await server.KnowAsync("peer", peer.Port);
        (await server.Client.PostAsync("/modalities/peer/echo")).IsOk();
        Reply reply = (await server.Client.PostAsync("/modalities/peer/echo", """{"CheckFind": true}""")).IsError(HttpStatusCode.InternalServerError, NetworkProtocol);
        Assert.Contains("not C-FIND", reply.Field("Details"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_host_can_be_echoed_by_its_configuration()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using var peer = ScriptedPeer.Start();
        Assert.Equal("{}", (await server.Client.PostAsync("/tools/dicom-echo", $"[\"ANY\", \"127.0.0.1\", {peer.Port}]")).IsOk().Text);
        string json = $$"""{"AET": "ANY", "Host": "127.0.0.1", "Port": {{peer.Port}}, "Timeout": 5, "CheckFind": true}""";
        Assert.Equal("{}", (await server.Client.PostAsync("/tools/dicom-echo", json)).IsOk().Text);
        Assert.All(peer.Requests, request => Assert.Equal("ANY", request.CalledAeTitle));
    }

    [Theory]
    [InlineData("""{"Timeout": -1}""")]
    [InlineData("""{"CheckFind": "perhaps"}""")]
    [InlineData("""{"LocalAet": "much too long a title"}""")]
    [InlineData("""{"Host": "not a host"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task Body_that_is_none_is_refused(string body)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await server.KnowAsync("peer", 4242);
        (await server.Client.PostAsync("/modalities/peer/echo", body)).Is(HttpStatusCode.BadRequest);
        (await server.Client.PostAsync("/modalities/nobody/echo", body)).IsError(HttpStatusCode.NotFound, 7);
    }
}

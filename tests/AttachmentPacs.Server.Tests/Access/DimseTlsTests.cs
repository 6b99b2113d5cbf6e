using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dimse;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Network;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Server.DimseServices;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Command = AttachmentPacs.TestKit.Command;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>TLS of associations, with certificates made here: ours, .NET's own client, and DCMTK's where it is installed.</summary>
public sealed class DimseTlsTests : IAsyncDisposable
{
    private const string Verification = "1.2.840.10008.1.1";

    private static readonly AssociationTimeouts s_timeouts = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20));
    private static readonly ProposedContext[] s_contexts = [new(1, Verification, ["1.2.840.10008.1.2"])];

    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _certificates = new();
    private readonly EchoHandler _handler = new();
    private readonly List<AssociationListener> _listeners = [];
    private readonly TlsOptions _options;

    public DimseTlsTests()
    {
        _certificates.WritePem(_folder.Path, "both");
        File.WriteAllText(_folder.Combine("root.pem"), _certificates.Root.ExportCertificatePem());
        _options = new TlsOptions
        {
            Enabled = true, Certificate = _folder.Combine("server.pem"), CertificateKey = _folder.Combine("server.key"), TrustedCertificates = _folder.Combine("root.pem"),
        };
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Association_is_opened_over_TLS_1_3_with_certificates_of_both_sides(bool isRequired)
    {
        _options.RequireClientCertificate = isRequired;
        IPEndPoint server = Listen(Tls().ForCallers);

        await using Association association = await ConnectAsync(server, Tls().ForModality("127.0.0.1"));
        DimseResponse response = await association.RequestAsync(
            association.Facts.Contexts[1], new AttachmentPacs.Dimse.Messages.Command(CommandField.CEchoRequest) { AffectedSopClassUid = Verification }, null, CancellationToken.None);
        await association.ReleaseAsync(CancellationToken.None);

        Assert.Equal(DimseStatus.Success, response.Command.Status);
        Assert.StartsWith("Tls13 TLS_", association.Facts.Tls, StringComparison.Ordinal);
        Assert.Equal(EndKind.Released, (await association.Completion).Kind);
    }

    [Fact]
    public async Task Caller_without_a_certificate_is_refused_where_one_is_required()
    {
        _options.RequireClientCertificate = true;
        IPEndPoint server = Listen(Tls().ForCallers);
        var without = new TlsOptions { TrustedCertificates = _options.TrustedCertificates };

        await Assert.ThrowsAsync<AssociationException>(() => ConnectAsync(server, Tls(without).ForModality("127.0.0.1")));

        await Eventually.HoldsAsync("it is told", () => _handler.Refusals.Any(each => each.StartsWith("No agreement on TLS", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Certificates_of_other_authorities_are_refused_by_either_side()
    {
        using var others = new TestCertificates();
        using var folder = new TemporaryFolder();
        others.WritePem(folder.Path, "stranger");
        File.WriteAllText(folder.Combine("root.pem"), others.Root.ExportCertificatePem());
        _options.RequireClientCertificate = true;
        IPEndPoint server = Listen(Tls().ForCallers);
        var stranger = new TlsOptions { Certificate = folder.Combine("server.pem"), CertificateKey = folder.Combine("server.key"), TrustedCertificates = _options.TrustedCertificates };
        var mistrustful = new TlsOptions { Certificate = _options.Certificate, CertificateKey = _options.CertificateKey, TrustedCertificates = folder.Combine("root.pem") };

        await Assert.ThrowsAsync<AssociationException>(() => ConnectAsync(server, Tls(stranger).ForModality("127.0.0.1")));
        await Assert.ThrowsAsync<AssociationException>(() => ConnectAsync(server, Tls(mistrustful).ForModality("127.0.0.1")));
        await Assert.ThrowsAsync<AssociationException>(() => ConnectAsync(server, Tls().ForModality("another.example")));
    }

    [Theory]
#pragma warning disable SYSLIB0039, CA5397 // That they are refused is the point.
    [InlineData(SslProtocols.Tls11, false)]
#pragma warning restore SYSLIB0039, CA5397
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
    public async Task Protocols_are_TLS_1_2_and_1_3_only(SslProtocols protocol, bool isAccepted)
    {
        IPEndPoint server = Listen(Tls().ForCallers);
        SslClientAuthenticationOptions client = Tls().ForModality("127.0.0.1");
        client.EnabledSslProtocols = protocol;
        client.CipherSuitesPolicy = null;

        Exception? failure = await Record.ExceptionAsync(async () => await (await ConnectAsync(server, client)).DisposeAsync());

        Assert.Equal(isAccepted, failure is null);
    }

    [Fact]
    public async Task Plain_caller_of_a_TLS_port_and_TLS_caller_of_a_plain_port_are_told_of_and_do_not_hang()
    {
        IPEndPoint secured = Listen(Tls().ForCallers), plain = Listen(null);

        await Assert.ThrowsAsync<AssociationException>(() => ConnectAsync(secured, null));
        await Assert.ThrowsAsync<AssociationException>(() => ConnectAsync(plain, Tls().ForModality("127.0.0.1")));

        await Eventually.HoldsAsync("both are told of", () => _handler.Refusals.Count == 2);
        Assert.Contains(_handler.Refusals, each => each.Contains("speaks DICOM without TLS", StringComparison.Ordinal));
        Assert.Contains(_handler.Refusals, each => each.Contains("the peer speaks TLS, and this port does not", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Certificate_that_is_renewed_is_used_by_the_next_association()
    {
        var time = new ManualTime();
        var tls = new DimseTls(_options, time, NullLogger.Instance);
        _certificates.WritePem(_folder.Path, "renewed");
        time.Now += TimeSpan.FromSeconds(1);
        IPEndPoint server = Listen(tls.ForCallers);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server);
        await using var stream = new SslStream(tcp.GetStream());

        await stream.AuthenticateAsClientAsync(Tls().ForModality("127.0.0.1"));

        Assert.Equal("CN=renewed", stream.RemoteCertificate!.Subject);
    }

    [Fact]
    public async Task Echoscu_with_TLS_is_answered()
    {
        if (!File.Exists("/usr/bin/echoscu")) return;
        _options.RequireClientCertificate = true;
        IPEndPoint server = Listen(Tls().ForCallers);

        (int code, string text) = await Command.RunAsync(
            _folder.Path, "", "echoscu", "-v", "+tls", "server.key", "server.pem", "+cf", "root.pem", "-ic", "127.0.0.1", $"{server.Port}");

        Assert.True(code == 0, text);
    }

    [Fact]
    public void File_of_authorities_that_holds_none_stops_the_start()
    {
        IOException failure = Assert.Throws<IOException>(() => DimseTls.Check(new TlsOptions { TrustedCertificates = _options.CertificateKey }));

        Assert.Contains("Dicom:Tls:TrustedCertificates", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Dicom:Tls:Certificate", Assert.Throws<IOException>(() => DimseTls.Check(new TlsOptions { Certificate = "missing.pem" })).Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (AssociationListener listener in _listeners) await listener.DisposeAsync();
        _certificates.Dispose();
        _folder.Dispose();
    }

    private DimseTls Tls(TlsOptions? options = null) => new(options ?? _options, TimeProvider.System, NullLogger.Instance);

    private IPEndPoint Listen(Func<SslServerAuthenticationOptions>? tls)
    {
        var listener = new AssociationListener(
            new ListenerOptions(new IPEndPoint(IPAddress.Loopback, 0), 10, 10, 16384, s_timeouts, tls), _handler, TimeProvider.System, NullLogger<AssociationListener>.Instance);
        listener.Start();
        _listeners.Add(listener);
        return listener.EndPoint;
    }

    private static Task<Association> ConnectAsync(IPEndPoint server, SslClientAuthenticationOptions? tls) => AssociationConnector.ConnectAsync(
        new ConnectorOptions("127.0.0.1", server.Port, "A", "B", 16384, s_timeouts, tls), s_contexts, [], new EchoHandler(), TimeProvider.System, CancellationToken.None);

    private sealed class EchoHandler : IAssociationHandler
    {
        public ConcurrentQueue<string> Refusals { get; } = [];

        public ValueTask<Negotiation> NegotiateAsync(AssociateRequest request, IPEndPoint remote, CancellationToken cancellationToken) =>
            new(Negotiation.Accept(request, context => new ContextAnswer(context.Id, ContextResult.Accepted, context.TransferSyntaxes[0])));

        public ValueTask<DimseResponse?> HandleAsync(Association association, DimseMessage request, CancellationToken cancellationToken) =>
            new(new DimseResponse(request.Command.Respond(DimseStatus.Success)));

        public void Opened(Association association)
        {
        }

        public void Closed(Association association, AssociationEnd end)
        {
        }

        public void Refused(IPEndPoint remote, AssociateRequest? request, string reason) => Refusals.Enqueue(reason);

        public void Failed(Association association, Exception failure) => Refusals.Enqueue(failure.Message);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Telemetry;

/// <summary>Metrics and traces reach a collector; one that is dead or silent does no harm.</summary>
public class OtlpTests
{
    private const string Traces = "POST /v1/traces application/x-protobuf";
    private const string Metrics = "POST /v1/metrics application/x-protobuf";

    [Fact]
    public async Task Collector_gets_spans_of_the_ingest_and_metrics_and_nothing_of_the_patient()
    {
        const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync();
        await using (RunningServer server = await RunningServer.StartAsync(
            $"Telemetry:OtlpEndpoint={collector.Url}", "Telemetry:OtlpProtocol=HttpProtobuf", "Name=archive-7"))
        {
            DicomBuilder instance = DicomBuilder.Instance("SECRETID").Add(0x0010_0010, "PN", "SECRET^NAME");
            Stored stored = Stored.Of(
                (await server.Client.PostAsync("/instances?SECRET=1", instance.ToArray(), ("traceparent", $"00-{TraceId}-00f067aa0ba902b7-01"))).IsOk(), []);
            await server.Client.PostAsync("/instances", "SECRET, and no DICOM");
            (await server.Client.GetAsync($"{stored.Path}/simplified-tags?SECRET=1")).IsOk();
        }

        // The server has stopped, and sent what was left before.
        string traces = collector.TextOf(Traces);
        string metrics = collector.TextOf(Metrics);
        foreach (string expected in (string[])["archive-7", "service.instance.id", "POST /instances", "ingest", "receive", "identify", "complete", "lookup", "summary", "publish", "commit", "success", "bad_format"])
        {
            Assert.Contains(expected, traces, StringComparison.Ordinal);
        }

        Assert.Contains(Encoding.Latin1.GetString(Convert.FromHexString(TraceId)), traces, StringComparison.Ordinal);
        foreach (string expected in (string[])["archive-7", "attachmentpacs.ingest.duration", "attachmentpacs.store.resources", "http.server.request.duration", "kestrel.active_connections"])
        {
            Assert.Contains(expected, metrics, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("SECRET", traces + metrics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Grpc")]
    [InlineData("HttpProtobuf")]
    public async Task Dead_collector_stops_nothing_and_is_named_in_the_log(string protocol)
    {
        using var folder = new TemporaryFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        await using ChildServer server = await ChildServer.StartAsync(
            folder.Path, $"Telemetry:OtlpEndpoint=http://127.0.0.1:{port}", $"Telemetry:OtlpProtocol={protocol}");
        for (int i = 1; i <= 20; i++) await server.Client.StoreAsync(DicomBuilder.Instance("P1", 1, 1, i).ToArray());

        Assert.Equal(0, await server.StopAsync());
        Assert.Contains("[2035]", await server.LogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silent_collector_does_not_keep_the_server_from_storing_and_stopping()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using RunningServer server = await RunningServer.StartAsync(
            $"Telemetry:OtlpEndpoint=http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", "Telemetry:OtlpProtocol=HttpProtobuf");
        for (int i = 1; i <= 20; i++) await server.StoreAsync(server.NewInstance());

        Assert.Equal(20, (await server.Client.GetAsync("/instances")).IsOk().Strings.Length);
    }
}

using System.Text.Json;
using AttachmentPacs.Dimse;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Server.DimseServices.Watching;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.DimseServices;

/// <summary>What the door tells of itself: <c>/associations</c>, metrics, lines of the log.</summary>
public class WatchingTests
{
    [Fact]
    public async Task Open_association_is_listed_with_what_it_has_done_and_counted_when_it_has_ended()
    {
        await using RunningServer server = await DimseServer.StartAsync(DimseServer.Modality("ct", "CT1"));
        await using Scu scu = await Scu.ConnectAsync(server.EndPointOf(), "CT1");
        await scu.EchoAsync();
        await scu.StoreAsync(DicomBuilder.Instance("P"), DicomBuilder.Uid(1, 1, 1));
        await scu.StoreAsync(DicomBuilder.Instance("P"), "1.2.3");

        JsonElement answer = (await server.Client.GetAsync("/associations")).IsOk().Json;
        JsonElement open = Assert.Single(answer.GetProperty("Open").EnumerateArray());
        await scu.ReleaseAsync();
        await Eventually.HoldsAsync("its end is counted", async () => (await TotalsAsync(server)).GetProperty("Released").GetInt32() == 1);
        JsonElement totals = await TotalsAsync(server);

        Assert.Equal($"{server.EndPointOf()}", answer.GetProperty("EndPoint").GetString());
        Assert.Equal(
            ("CT1", "ATTACHMENTPACS", "ct", Implementation.ClassUid, Implementation.VersionName, "Idle"),
            (Text(open, "CallingAET"), Text(open, "CalledAET"), Text(open, "Modality"), Text(open, "ImplementationClassUID"), Text(open, "ImplementationVersionName"), Text(open, "State")));
        Assert.Equal((3, 1, 1), (Number(open, "Messages"), Number(open, "Stored"), Number(open, "Refused")));
        Assert.True(Number(open, "BytesReceived") > Number(open, "BytesSent"));
        Assert.StartsWith("127.0.0.1:", Text(open, "RemoteAddress"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, open.GetProperty("Tls").ValueKind);
        Assert.Equal(
            (1, 1, 3, 1, 1, 0), (Number(totals, "Accepted"), Number(totals, "Released"), Number(totals, "Messages"), Number(totals, "Stored"), Number(totals, "RequestsRefused"), Number(totals, "Refused")));
        Assert.True(Number(totals, "BytesReceived") > Number(open, "BytesReceived"));
    }

    [Fact]
    public async Task Shut_door_has_no_end_point()
    {
        await using RunningServer server = await RunningServer.StartAsync();

        JsonElement answer = (await server.Client.GetAsync("/associations")).IsOk().Json;

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("EndPoint").ValueKind);
        Assert.Equal(0, answer.GetProperty("Open").GetArrayLength());
    }

    [Fact]
    public async Task Metrics_name_known_modalities_and_call_all_strangers_other()
    {
        // The name is this test's own: metrics are of the whole process.
        await using RunningServer server = await DimseServer.StartAsync(DimseServer.Modality("metered", "METERED"));
        await using (Scu known = await Scu.ConnectAsync(server.EndPointOf(), "METERED"))
        {
            await known.EchoAsync();
            await known.StoreAsync(DicomBuilder.Instance("P"), DicomBuilder.Uid(1, 1, 1));
            await known.StoreAsync(DicomBuilder.Instance("P"), "1.2.3");
            await using Scu stranger = await Scu.ConnectAsync(server.EndPointOf(), "A_STRANGER");
            Exposition during = await ScrapeAsync(server);
            Assert.Equal(1, during.Sum("attachmentpacs_dimse_associations_open", "modality=metered"));
            Assert.DoesNotContain(during.Samples, sample => sample.Labels.Values.Contains("A_STRANGER"));
            Assert.True(during.Sum("attachmentpacs_dimse_associations_opened_total", "modality=other") >= 1);
            await known.ReleaseAsync();
        }

        await Eventually.HoldsAsync("its end is counted", async () => (await ScrapeAsync(server)).Sum("attachmentpacs_dimse_associations_ended_total", "modality=metered", "end=released") == 1);
        Exposition shown = await ScrapeAsync(server);
        Assert.Equal(0, shown.Sum("attachmentpacs_dimse_associations_open", "modality=metered"));
        Assert.Equal(1, shown.Sum("attachmentpacs_dimse_requests_total", "modality=metered", "request=c_store", "status=0000"));
        Assert.Equal(1, shown.Sum("attachmentpacs_dimse_requests_total", "modality=metered", "request=c_store", "status=A900"));
        Assert.Equal(1, shown.Sum("attachmentpacs_dimse_requests_total", "modality=metered", "request=c_echo", "status=0000"));
        Assert.True(shown.Sum("attachmentpacs_dimse_received_bytes_total", "modality=metered") > 500);
    }

    [Fact]
    public async Task Log_tells_begin_and_end_of_an_association_and_nothing_of_the_patient()
    {
        using var log = new LogLines();
        await using RunningServer server = await DimseServer.StartAsync(log);
        await using (Scu scu = await Scu.ConnectAsync(server.EndPointOf(), "CT7"))
        {
            await scu.StoreAsync(DicomBuilder.Instance("SecretId"), DicomBuilder.Uid(1, 1, 1));
            await scu.StoreAsync(DicomBuilder.Instance("SecretId").Remove(0x0020_000D), DicomBuilder.Uid(1, 1, 1));
            await scu.ReleaseAsync();
        }

        await Eventually.HoldsAsync("the end is told", () => log.Of(2052).Length == 1);
        Assert.Matches(@"\AAssociation \d+ with CT7 at 127\.0\.0\.1:\d+, which calls ATTACHMENTPACS: 3 of 3 contexts, no TLS\z", Assert.Single(log.Of(2051)));
        Assert.Matches(@"ended: Released, released by the peer; 2 requests, 1 stored, 1 refused, \d+ bytes in, \d+ bytes out, \d+\.\d s\z", log.Of(2052)[0]);
        Assert.Matches(@"\ACStoreRequest in association \d+ with CT7 was answered C000: \(0020,000d\)", Assert.Single(log.Of(2045)));
        Assert.DoesNotContain(Enumerable.Range(2045, 15).SelectMany(log.Of), line => line.Contains("Secret", StringComparison.Ordinal) || line.Contains("Doe", StringComparison.Ordinal));
    }

    [Fact]
    public void Flood_of_refusals_is_counted_past_a_hundred_lines_and_told_at_the_end()
    {
        var lines = new RecordingLog<AssociationLog>();
        var time = new ManualTime();
        using (var log = new AssociationLog(lines, time))
        {
            for (int i = 0; i < 130; i++) log.Refused("WHO\nEVER", new(System.Net.IPAddress.Loopback, 1), "no");
            Assert.Equal(AssociationLog.MostLines, lines.Lines.Count(line => line.Number == 2053));
        }

        Assert.All(lines.Lines.Where(line => line.Number == 2053), line => Assert.StartsWith("No association for WHO?EVER at 127.0.0.1:1", line.Text, StringComparison.Ordinal));
        Assert.Equal("30 more lines on associations were not shown", Assert.Single(lines.Lines, line => line.Number == 2048).Text);
    }

    private static async Task<JsonElement> TotalsAsync(RunningServer server) => (await server.Client.GetAsync("/associations")).IsOk().Json.GetProperty("Totals");

    private static async Task<Exposition> ScrapeAsync(RunningServer server) => new((await server.Client.GetAsync("/metrics")).IsOk().Text);

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();
}

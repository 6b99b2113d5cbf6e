using System.Diagnostics;
using System.Net;
using System.Text;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Telemetry;

/// <summary>
/// What a running server shows of itself. Instruments are one set for the process: other tests' servers count, too, so that counters are
/// compared with what they were.
/// </summary>
public class MetricsTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task Metrics_show_what_was_done()
    {
        Exposition before = await ScrapeAsync();
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        (await _server.Client.PostAsync("/instances", stored.File)).IsOk();
        (await _server.Client.PostAsync("/instances", "no DICOM")).Is(HttpStatusCode.BadRequest);
        (await _server.Client.GetAsync($"{stored.Path}/file")).IsOk();
        (await _server.Client.GetAsync("/no/such/route")).Is(HttpStatusCode.NotFound);
        Exposition after = await ScrapeAsync();

        void Rose(double by, string name, params string[] labels) => Assert.True(
            after.Sum(name, labels) >= before.Sum(name, labels) + by, $"{name} {string.Join(',', labels)}: {before.Sum(name, labels)} to {after.Sum(name, labels)}");

        Rose(1, "attachmentpacs_ingest_duration_seconds_count", "outcome=success", "reason=none");
        Rose(1, "attachmentpacs_ingest_duration_seconds_count", "outcome=already_stored", "reason=none");
        Rose(1, "attachmentpacs_ingest_duration_seconds_count", "outcome=refused", "reason=bad_format");
        foreach (string step in (string[])["receive", "identify", "complete", "lookup", "summary", "publish", "commit"])
        {
            Rose(1, "attachmentpacs_ingest_step_duration_seconds_count", $"step={step}");
        }

        Rose(2 * stored.File.Length, "attachmentpacs_ingest_received_bytes_total");
        Rose(stored.File.Length, "attachmentpacs_attachment_read_bytes_total");
        Rose(stored.File.Length, "attachmentpacs_storage_verified_bytes_total");
        Rose(stored.File.Length, "attachmentpacs_storage_written_bytes_total");
        Rose(2, "attachmentpacs_storage_flush_files_sum");
        Rose(1, "attachmentpacs_index_transaction_calls_sum");
        Rose(1, "attachmentpacs_index_read_duration_seconds_count", "operation=FindAsync");
        Rose(3, "attachmentpacs_http_request_duration_seconds_count", "route=/instances", "method=POST");
        Rose(1, "attachmentpacs_http_request_duration_seconds_count", "route=/instances/{id}/file", "status=2xx");
        Rose(1, "attachmentpacs_http_request_duration_seconds_count", "route=none", "status=4xx");
        Rose(2 * stored.File.Length, "attachmentpacs_http_received_bytes_total");
        Rose(stored.File.Length, "attachmentpacs_http_sent_bytes_total");
    }

    [Fact]
    public async Task Metrics_have_the_format_that_promtool_accepts()
    {
        await _server.StoreAsync(_server.NewInstance());
        Reply reply = (await _server.Client.GetAsync("/metrics")).IsOk();

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", reply.ContentType);
        var exposition = new Exposition(reply.Text);
        Assert.All(exposition.Types.Keys, name => Assert.StartsWith("attachmentpacs_", name, StringComparison.Ordinal));

        // The strict reader above is ours; where the real one is installed, it is asked as well.
        if (Promtool() is not { } tool) return;
        using Process process = Process.Start(new ProcessStartInfo(tool, ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        await process.StandardInput.WriteAsync(reply.Text);
        process.StandardInput.Close();
        string problems = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal((0, ""), (process.ExitCode, problems));
    }

    [Fact]
    public async Task Labels_never_hold_what_a_client_wrote()
    {
        const string Marker = "hostile-marker";
        foreach (string path in (string[])[$"/{Marker}", $"/instances/{Marker}", $"/patients/{Marker}/metadata/{Marker}", $"/instances?{Marker}={Marker}"])
        {
            await _server.Client.GetAsync(path, ("User-Agent", Marker), ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Marker + ":x"))}"));
        }

        await _server.Client.SendAsync(new HttpMethod("HOSTILE"), "/instances", null);
        string text = (await _server.Client.GetAsync("/metrics")).IsOk().Text;

        Assert.DoesNotContain("hostile", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("method=\"other\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_under_load_are_whole_each_time()
    {
        using var stop = new CancellationTokenSource();
        Task[] uploads = [.. Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!stop.IsCancellationRequested) await _server.StoreAsync(_server.NewInstance());
        })];
        double last = 0;
        for (int i = 0; i < 50; i++)
        {
            Exposition exposition = await ScrapeAsync();
            double now = exposition.Sum("attachmentpacs_ingest_duration_seconds_count");
            Assert.True(now >= last, $"a counter fell from {last} to {now}");
            last = now;
        }

        await stop.CancelAsync();
        await Task.WhenAll(uploads);
    }

    [Fact]
    public async Task Orthancs_names_show_this_archive_truly()
    {
        await using RunningServer server = await RunningServer.StartAsync("Storage:Compression=Zlib");
        await server.StoreAsync(server.NewInstance().Pixels(new byte[4 << 20]));
        var exposition = new Exposition((await server.Client.GetAsync("/tools/metrics-prometheus")).IsOk().Text);

        foreach (string level in (string[])["patients", "studies", "series", "instances"]) Assert.Equal(1, exposition.Sum($"orthanc_count_{level}"));
        Assert.InRange(exposition.Sum("orthanc_uncompressed_size_mb"), 4, 5);
        Assert.InRange(exposition.Sum("orthanc_disk_size_mb"), 0.001, 0.5);
        Assert.Equal(4, exposition.Sum("orthanc_last_change"));
        Assert.True(exposition.Sum("orthanc_up_time_s") > 0);
        Assert.True(exposition.Sum("orthanc_store_dicom_duration_ms") > 0);
        Assert.True(exposition.Sum("orthanc_storage_create_duration_ms") > 0);
        Assert.Contains("orthanc_logged_errors_count", exposition.Types.Keys);
        Assert.Equal(1, exposition.Sum("attachmentpacs_store_resources", "level=patient"));
    }

    [Fact]
    public async Task Collection_is_switched_off_and_on()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Equal("1", (await server.Client.GetAsync("/tools/metrics")).IsOk().Text);

        (await server.Client.PutAsync("/tools/metrics", "0")).IsOk();
        Assert.Equal("0", (await server.Client.GetAsync("/tools/metrics")).IsOk().Text);
        Assert.Empty((await server.Client.GetAsync("/metrics")).IsOk().Body);
        Assert.Empty((await server.Client.GetAsync("/tools/metrics-prometheus")).IsOk().Body);

        (await server.Client.PutAsync("/tools/metrics", "1")).IsOk();
        await server.StoreAsync(server.NewInstance());
        var exposition = new Exposition((await server.Client.GetAsync("/metrics")).IsOk().Text);
        Assert.True(exposition.Sum("attachmentpacs_ingest_duration_seconds_count") >= 1);
        (await server.Client.PutAsync("/tools/metrics", "maybe")).IsError(HttpStatusCode.BadRequest, 15);
    }

    private async Task<Exposition> ScrapeAsync() => new((await _server.Client.GetAsync("/metrics")).IsOk().Text);

    private static string? Promtool() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists);
}

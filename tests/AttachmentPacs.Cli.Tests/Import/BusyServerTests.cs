using System.Collections.Concurrent;
using System.Net;
using System.Text;
using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Cli.Import;
using AttachmentPacs.Cli.Import.Sources;
using AttachmentPacs.Cli.Progress;
using AttachmentPacs.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AttachmentPacs.Cli.Tests.Import;

/// <summary>What the import does when a server is busy, full, or does not let it in.</summary>
public sealed class BusyServerTests
{
    private static readonly byte[] File = DicomBuilder.Instance("P1").ToArray();

    [Fact]
    public async Task Store_server_is_busy_the_file_is_sent_again_whole()
    {
        await using Server server = await Server.StartAsync([503, 429, 200]);

        ImportResult result = await StoreAsync(server, TimeSpan.FromMinutes(1));

        Assert.Equal(ImportKind.Stored, result.Kind);
        Assert.Equal(3, server.Bodies.Count);
        Assert.All(server.Bodies, body => Assert.Equal(File, body));
    }

    [Theory]
    [InlineData(401, "does not let us in")]
    [InlineData(403, "does not allow")]
    [InlineData(507, "is full")]
    public async Task Store_server_will_not_take_anything_the_run_ends_at_once(int status, string expected)
    {
        await using Server server = await Server.StartAsync([status]);

        ArchiveUnavailableException e = await Assert.ThrowsAsync<ArchiveUnavailableException>(() => StoreAsync(server, TimeSpan.FromMinutes(1)));

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Single(server.Bodies);
    }

    [Fact]
    public async Task Store_server_stays_busy_the_run_ends_when_patience_does()
    {
        await using Server server = await Server.StartAsync([503, 503, 503]);

        ArchiveUnavailableException e = await Assert.ThrowsAsync<ArchiveUnavailableException>(() => StoreAsync(server, TimeSpan.Zero));

        Assert.Contains("is busy", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_server_refuses_the_file_its_reason_is_told()
    {
        await using Server server = await Server.StartAsync([400]);

        ImportResult result = await StoreAsync(server, TimeSpan.Zero);

        Assert.Equal((ImportKind.Refused, "NotTaken", "the reason (400 Bad Request)"), (result.Kind, result.Reason, result.Message));
    }

    [Fact]
    public async Task Open_nobody_answers_ends_with_the_address_in_words()
    {
        using var notices = new Notices(TextWriter.Null);
        using var connection = new RestConnection(new Uri("http://127.0.0.1:9/"), null, TimeSpan.Zero, notices, TimeProvider.System);

        ArchiveUnavailableException e = await Assert.ThrowsAsync<ArchiveUnavailableException>(() => RestTarget.OpenAsync(connection, default));

        Assert.Contains("http://127.0.0.1:9/ cannot be reached", e.Message, StringComparison.Ordinal);
    }

    private static async Task<ImportResult> StoreAsync(Server server, TimeSpan patience)
    {
        using var notices = new Notices(TextWriter.Null);
        await using RestTarget target = await RestTarget.OpenAsync(new RestConnection(server.Url, null, patience, notices, TimeProvider.System), default);
        return await target.StoreAsync(new MemoryItem("file", File, () => { }), default);
    }

    /// <summary>Answers uploads with a list of statuses, one after the other.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Server(WebApplication app) => _app = app;

        public ConcurrentQueue<byte[]> Bodies { get; } = new();

        public Uri Url => new(_app.Urls.First() + "/");

        public static async Task<Server> StartAsync(int[] statuses)
        {
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            WebApplication app = builder.Build();
            var server = new Server(app);
            app.Run(http => server.AnswerAsync(http, statuses));
            await app.StartAsync();
            return server;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task AnswerAsync(HttpContext http, int[] statuses)
        {
            string answer = "{}";
            if (http.Request.Method == "POST")
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body);
                Bodies.Enqueue(body.ToArray());
                http.Response.StatusCode = statuses[Bodies.Count - 1];
                http.Response.Headers.RetryAfter = "0";
                answer = http.Response.StatusCode == 200 ? """{"Status":"Success"}""" : """{"Details":"the reason"}""";
            }

            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer));
        }
    }
}

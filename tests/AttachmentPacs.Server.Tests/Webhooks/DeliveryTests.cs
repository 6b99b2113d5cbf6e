using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.Server.Webhooks;
using AttachmentPacs.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AttachmentPacs.Server.Tests.Webhooks;

/// <summary>Every change arrives, in order, whatever its receiver does meanwhile. The server's clock moves only when told.</summary>
public class DeliveryTests
{
    private readonly ManualTimers _time = new();

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task Message_that_is_refused_comes_again_as_it_was(int status)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync((http, before) =>
        {
            http.Response.StatusCode = before < 3 ? status : 200;
            http.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });
        await using RunningServer server = await StartAsync(receiver);
        await server.StoreAsync(server.NewInstance());
        await _time.PassUntilAsync("all is taken", () => receiver.Taken.Length >= 4);

        Message[] messages = receiver.Messages;
        Assert.Equal(4, messages.Length);
        Assert.All(messages, message => Assert.Equal((messages[0].Id, Convert.ToHexString(messages[0].Body), "/changes"), (message.Id, Convert.ToHexString(message.Body), message.Path)));
        Assert.Equal([1, 2, 3, 4], receiver.Taken);
    }

    [Fact]
    public async Task Receiver_that_breaks_off_is_told_again()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(async (http, before) =>
        {
            if (before == 1) await http.Response.StartAsync();
            if (before < 2) http.Abort();
        });
        await using RunningServer server = await StartAsync(receiver);
        await server.StoreAsync(server.NewInstance());
        Webhook webhook = Assert.Single(server.Services.GetRequiredService<WebhookService>().All);
        await _time.PassUntilAsync("all is taken", () => webhook.Reader.Status.Position == 4);

        // The second message was answered with 200 before the connection broke: whether that was seen is a matter of luck.
        Assert.InRange(receiver.Messages.Length, 2, 3);
        Assert.Equal([1, 2, 3, 4], receiver.Messages[^1].Sequences);
    }

    [Fact]
    public async Task Receiver_that_hangs_is_told_again_after_the_timeout()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(async (http, before) =>
        {
            if (before == 0) await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        await using RunningServer server = await StartAsync(receiver, "Timeout=00:02:00");
        await server.StoreAsync(server.NewInstance());
        TimeSpan passed = await _time.PassUntilAsync("all is taken", () => receiver.Taken.Length >= 4);

        Assert.InRange(passed, TimeSpan.FromMinutes(2), TimeSpan.MaxValue);
        Assert.Equal("the receiver did not answer within 00:02:00", (await server.StatusAsync("test")).GetProperty("LastProblem").GetString());
    }

    [Fact]
    public async Task Answer_without_end_is_not_read()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(async (http, _) =>
        {
            while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(new byte[64 << 10], http.RequestAborted);
        });
        await using RunningServer server = await StartAsync(receiver);
        for (int i = 1; i <= 3; i++)
        {
            await server.StoreAsync(server.NewInstance());
            await server.CatchesUpAsync("test");
        }

        Assert.Equal(Enumerable.Range(1, 12).Select(each => (long)each), receiver.Messages.SelectMany(message => message.Sequences));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Receiver_that_asks_for_a_pause_is_given_it(int status)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync((http, before) =>
        {
            http.Response.StatusCode = before == 0 ? status : 200;
            http.Response.Headers.RetryAfter = "77";
            return Task.CompletedTask;
        });
        await using RunningServer server = await StartAsync(receiver);
        await server.StoreAsync(server.NewInstance());
        await Eventually.HoldsAsync("the refusal is noted", async () => (await server.StatusAsync("test")).GetProperty("Failures").GetInt32() == 1);
        TimeSpan passed = await _time.PassUntilAsync("all is taken", () => receiver.Taken.Length >= 4);
        Assert.InRange(passed, TimeSpan.FromSeconds(77), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Dead_and_hanging_receivers_hold_up_nobody_else()
    {
        // Bound and not listening: connections are refused, and nobody else gets the port.
        using var dead = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        dead.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        WebhookReceiver? hanging = null;
        hanging = await WebhookReceiver.StartAsync((_, _) => Task.Delay(Timeout.Infinite, hanging!.Closing).ContinueWith(_ => { }, TaskScheduler.Default));
        await using WebhookReceiver disposed = hanging;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        RunningServer server = await RunningServer.StartAsync(
            [$"Webhooks:dead:Url=http://{dead.LocalEndPoint}/", "Webhooks:dead:From=Beginning", .. hanging.Settings("hanging", "From=Beginning", "Timeout=00:10:00"), .. receiver.Settings("test", "From=Beginning")]);
        await using (server)
        {
            await server.StoreAsync(server.NewInstance());
            await Eventually.HoldsAsync("one is told, one hangs", () => receiver.Taken.Length == 4 && hanging.Messages.Length == 1);
            await server.StoreAsync(server.NewInstance());
            await server.CatchesUpAsync("test");
            await Eventually.HoldsAsync("the dead one is noticed", async () => (await server.StatusAsync("dead")).GetProperty("Failures").GetInt32() > 0);

            Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], receiver.Taken);
            JsonElement status = await server.StatusAsync("dead");
            Assert.Equal((0, 8), (status.GetProperty("Position").GetInt64(), status.GetProperty("Lag").GetInt64()));
            Assert.StartsWith("Connection refused", status.GetProperty("LastProblem").GetString(), StringComparison.Ordinal);
            string metrics = (await server.Client.GetAsync("/metrics")).IsOk().Text;
            Assert.Contains("attachmentpacs_changes_lag{consumer=\"webhook:dead\"} 8", metrics, StringComparison.Ordinal);
            Assert.Contains("attachmentpacs_changes_lag{consumer=\"webhook:hanging\"} 8", metrics, StringComparison.Ordinal);
        }

        // The stop has not waited for the one that hangs.
        Assert.Single(hanging.Messages);
    }

    [Fact]
    public async Task Log_that_is_cleared_takes_nothing_from_a_receiver_behind()
    {
        int status = 500;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync((http, _) =>
        {
            http.Response.StatusCode = Volatile.Read(ref status);
            return Task.CompletedTask;
        });
        await using RunningServer server = await StartAsync(receiver, "MaxBatch=3");
        await server.StoreAsync(server.NewInstance());
        await Eventually.HoldsAsync("a first attempt", () => receiver.Messages.Length > 0);
        await server.StoreAsync(server.NewInstance());
        (await server.Client.DeleteAsync("/changes")).IsOk();
        await server.StoreAsync(server.NewInstance());
        Volatile.Write(ref status, 200);
        await _time.PassUntilAsync("all is taken", () => receiver.Taken.Length >= 12);

        Assert.Equal(Enumerable.Range(1, 12).Select(each => (long)each), receiver.Taken);
        long[] left = await server.Client.SequencesAsync();
        Assert.Equal([9, 10, 11, 12], left);
    }

    [Fact]
    public async Task Thousand_uploads_reach_a_receiver_that_fails_every_third_time()
    {
        const int Senders = 8, Uploads = 125;
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync((http, before) =>
        {
            if (before % 3 == 1) http.Response.StatusCode = 500;
            else if (before % 9 == 2) http.Abort();
            return Task.CompletedTask;
        });
        await using RunningServer server = await StartAsync(receiver, "MaxBatch=25", "Timeout=00:10:00");
        Task[] senders = [.. Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (int i = 0; i < Uploads; i++) await server.StoreAsync(DicomBuilder.Instance($"S{sender}-{i / 10}", 1 + sender, 1, i + 1));
        }))];
        await Task.WhenAll(senders);
        long last = (await server.Client.SequencesAsync())[^1];
        await _time.PassUntilAsync("all is taken", () => receiver.Taken.Contains(last));

        Assert.Equal(await server.Client.SequencesAsync(), Fresh(receiver.Taken));
        Assert.InRange(receiver.Messages.Length, last / 25, 4 * last);
    }

    /// <summary>What a receiver keeps that goes by the sequence.</summary>
    private static List<long> Fresh(long[] taken)
    {
        List<long> fresh = [];
        foreach (long sequence in taken)
        {
            if (fresh.Count == 0 || sequence > fresh[^1]) fresh.Add(sequence);
        }

        return fresh;
    }

    private Task<RunningServer> StartAsync(WebhookReceiver receiver, params string[] settings) =>
        RunningServer.StartAsync(_time, ["Storage:Durability=Os", "Database:Sqlite:Synchronous=Off", .. receiver.Settings("test", ["From=Beginning", $"Secret={WebhookServer.Secret}", .. settings])]);
}

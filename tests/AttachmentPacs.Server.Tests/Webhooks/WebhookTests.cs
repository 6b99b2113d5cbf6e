using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Webhooks;

/// <summary>What a receiver is sent, and when no more.</summary>
public class WebhookTests
{
    [Fact]
    public async Task Changes_are_posted_as_the_change_log_shows_them()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using RunningServer server = await RunningServer.StartAsync(
            ["Name=Archive 7", .. receiver.Settings("ris", "From=Beginning", $"Secret={WebhookServer.Secret}")]);
        Stored stored = await server.StoreAsync(server.NewInstance());
        await server.CatchesUpAsync("ris");
        await server.Client.DeleteAsync($"/patients/{stored.Patient}");
        await server.CatchesUpAsync("ris");

        Message[] messages = receiver.Messages;
        Assert.All(messages, message => Assert.Equal(("POST", "/changes", "application/json; charset=utf-8"), (message.Method, message.Path, message.Headers["Content-Type"])));
        Assert.All(messages, message => Assert.Equal(("Archive 7", "ris"), (Text(message.Json, "Archive"), Text(message.Json, "Webhook"))));
        JsonElement[] log = [.. (await server.Client.GetAsync("/changes?tombstones=true")).Json.GetProperty("Changes").EnumerateArray()];
        Assert.Equal(8, log.Length);
        Assert.Equal(log.Select(change => change.ToString().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)), Changes(messages).Select(change => change.ToString()));
        Assert.DoesNotContain("Doe", string.Concat(messages.Select(message => Encoding.UTF8.GetString(message.Body))), StringComparison.Ordinal);
        Assert.DoesNotContain(messages, message => message.Headers.ContainsKey("traceparent") || message.Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData(WebhookServer.Secret, "", 1)]
    [InlineData(WebhookServer.Secret, "another key of a fair length", 2)]
    [InlineData("a key that is no base64 but long", WebhookServer.Secret, 2)]
    public async Task Signature_is_what_python_makes_of_it(string secret, string previous, int signatures)
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using RunningServer server = await RunningServer.StartAsync(
            receiver.Settings("ris", "From=Beginning", $"Secret={secret}", $"PreviousSecret={previous}"));
        await server.StoreAsync(server.NewInstance());
        await server.CatchesUpAsync("ris");

        Message message = receiver.Messages[0];
        const string Sign = """
            import base64, hashlib, hmac, sys
            body, signed, keys = sys.stdin.buffer.read(), sys.argv[1].encode(), sys.argv[2:]
            for key in keys:
                if key:
                    key = base64.b64decode(key[6:]) if key.startswith("whsec_") else key.encode()
                    print("v1," + base64.b64encode(hmac.new(key, signed + body, hashlib.sha256).digest()).decode(), end=" ")
            """;
        (int code, string expected) = await Command.RunAsync(
            Path.GetTempPath(), Encoding.UTF8.GetString(message.Body), "python3", "-c", Sign, $"{message.Id}.{message.Headers["webhook-timestamp"]}.", secret, previous);

        Assert.Equal((0, expected.TrimEnd()), (code, message.Headers["webhook-signature"]));
        Assert.Equal(signatures, expected.TrimEnd().Split(' ').Length);
        Assert.InRange(long.Parse(message.Headers["webhook-timestamp"], null), TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeSeconds(), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Receiver_is_told_only_of_what_it_asked_for_and_by_whom()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        string url = receiver.Url.Replace("http://", "http://alice:s%40cret@", StringComparison.Ordinal) + "/in?token=hidden#part";
        using LogLines log = new();
        await using RunningServer server = await RunningServer.StartAsync(
            log, "Logging:LogLevel:AttachmentPacs.Server=Information", $"Webhooks:ris:Url={url}", "Webhooks:ris:From=Beginning", "Webhooks:ris:Events:0=NewStudy", "Webhooks:ris:Events:1=NewInstance", "Webhooks:ris:Events:2=Deleted", "Webhooks:ris:Levels:0=Study");
        Stored stored = await server.StoreAsync(server.NewInstance());
        await server.CatchesUpAsync("ris");
        await server.Client.DeleteAsync($"/studies/{stored.Study}");
        await server.CatchesUpAsync("ris");

        Assert.Equal(["NewStudy", "Deleted"], Changes(receiver.Messages).Select(change => Text(change, "ChangeType")));
        Message message = receiver.Messages[0];
        Assert.Equal(("/in?token=hidden", $"Basic {Convert.ToBase64String("alice:s@cret"u8)}"), (message.Path, message.Headers["Authorization"]));
        Assert.False(message.Headers.ContainsKey("webhook-signature"));
        Assert.Equal($"{receiver.Url}/in", (await server.StatusAsync("ris")).GetProperty("Url").GetString());
        Assert.Equal([$"Webhook ris tells {receiver.Url}/in of changes"], log.Of(2080));
        Assert.Equal(["Webhooks:ris:Secret is empty: its receiver cannot tell what we send from what somebody else sends"], log.Of(2081));
    }

    [Fact]
    public async Task Receiver_that_is_gone_for_good_is_sent_nothing_more()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.AnsweringAsync(410);
        await using RunningServer server = await RunningServer.StartAsync(receiver.Settings("ris", "From=Beginning"));
        await server.StoreAsync(server.NewInstance());
        await Eventually.HoldsAsync("the webhook is stopped", async () => (await server.StatusAsync("ris")).GetProperty("IsStopped").GetBoolean());
        await server.StoreAsync(server.NewInstance());

        Assert.Single(receiver.Messages);
        JsonElement status = await server.StatusAsync("ris");
        Assert.Equal((0, 8), (status.GetProperty("Position").GetInt64(), status.GetProperty("Lag").GetInt64()));
        Assert.Equal("the receiver answered 410: it is not there any more", Text(status, "LastProblem"));
    }

    [Fact]
    public async Task Certificate_of_the_receiver_is_checked()
    {
        using var folder = new TemporaryFolder();
        using var certificates = new TestCertificates();
        certificates.WritePem(folder.Path, "receiver");
        await File.WriteAllTextAsync(folder.Combine("root.pem"), certificates.Root.ExportCertificatePem());
        X509Certificate2Collection chain = [];
        chain.ImportFromPemFile(folder.Combine("server.pem"));
        chain[0] = X509Certificate2.CreateFromPemFile(folder.Combine("server.pem"), folder.Combine("server.key"));
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync(chain: chain);
        await using RunningServer server = await RunningServer.StartAsync(
            [.. receiver.Settings("trusting", "From=Beginning", $"CertificateAuthority={folder.Combine("root.pem")}"), .. receiver.Settings("strict", "From=Beginning")]);
        await server.StoreAsync(server.NewInstance());
        await server.CatchesUpAsync("trusting");
        await Eventually.HoldsAsync("strict fails", async () => (await server.StatusAsync("strict")).GetProperty("Failures").GetInt32() > 0);

        Assert.All(receiver.Messages, message => Assert.Equal("trusting", Text(message.Json, "Webhook")));
        Assert.Contains("certificate", Text(await server.StatusAsync("strict"), "LastProblem"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Authority_that_cannot_be_read_stops_the_start()
    {
        using var folder = new TemporaryFolder();
        (int code, string error) = await ChildServer.FailAsync(folder.Path, "Webhooks:ris:Url=https://127.0.0.1:1/", $"Webhooks:ris:CertificateAuthority={folder.Combine("none.pem")}");
        Assert.Equal(1, code);
        Assert.StartsWith($"AttachmentPacs does not start: Webhooks:ris:CertificateAuthority {folder.Combine("none.pem")} cannot be used: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhooks_of_a_server_without_any_are_an_empty_list()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Equal("[]\n", (await server.Client.GetAsync("/webhooks")).IsOk().Text);
    }

    [Fact]
    public async Task Position_is_forgotten_only_of_a_webhook_that_is_configured_no_longer()
    {
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        await using RunningServer server = await RunningServer.StartAsync(receiver.Settings("ris"));
        await server.Archive.Index.OpenConsumerAsync("webhook:old", false, default);
        await server.Client.BeginsAsync("ris");
        await server.StoreAsync(server.NewInstance());

        Assert.Equal(4, (await server.StatusAsync("old")).GetProperty("Lag").GetInt64());
        (await server.Client.DeleteAsync("/webhooks/ris")).IsError(HttpStatusCode.Forbidden, 45);
        (await server.Client.DeleteAsync("/webhooks/unknown")).IsError(HttpStatusCode.NotFound, 17);
        (await server.Client.DeleteAsync("/webhooks/old")).IsEmpty(HttpStatusCode.OK);
        Assert.Equal(["ris"], (await server.Client.GetAsync("/webhooks")).Json.EnumerateArray().Select(each => Text(each, "Name")));
    }

    private static IEnumerable<JsonElement> Changes(Message[] messages) => messages.SelectMany(message => message.Json.GetProperty("Changes").EnumerateArray());

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}

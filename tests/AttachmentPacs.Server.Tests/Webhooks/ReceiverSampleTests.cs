using System.Diagnostics;
using System.Globalization;
using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Webhooks;

/// <summary>The receiver of docs/webhooks.md, typed as it stands there but for its port, which the system chooses.</summary>
public sealed class ReceiverSampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Process? _receiver;

    public void Dispose()
    {
        _receiver?.Kill();
        _receiver?.WaitForExit();
        _receiver?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Receiver_of_the_document_takes_what_we_send_and_nothing_else()
    {
        string[] commands = Readme.Commands("## A receiver", "docs/webhooks.md").Split("tools/run ");
        string typed = commands[0]
            .Replace("http.server.HTTPServer((\"127.0.0.1\", 8099), Receiver)", "server = http.server.HTTPServer((\"127.0.0.1\", 0), Receiver)\nprint(server.server_address[1], flush=True)\nserver", StringComparison.Ordinal)
            .Replace("> changes.txt &", "> changes.txt 2> errors.txt &\necho $! > pid; echo $SECRET > secret", StringComparison.Ordinal);
        (int code, string output) = await Readme.TypeAsync(_folder.Path, typed);
        Assert.Equal((0, ""), (code, output));
        _receiver = Process.GetProcessById(int.Parse(Text("pid"), CultureInfo.InvariantCulture));
        await Eventually.HoldsAsync("the receiver listens", () => Text("changes.txt").Length > 0);
        string url = $"http://127.0.0.1:{Text("changes.txt")}/";
        string settings = commands[1].Trim().Replace("http://127.0.0.1:8099/", url, StringComparison.Ordinal).Replace("$SECRET", Text("secret"), StringComparison.Ordinal);

        await using RunningServer server = await RunningServer.StartAsync(["Webhooks:mine:From=Beginning", .. settings.Split(' ').Select(each => each[2..])]);
        Stored stored = await server.StoreAsync(server.NewInstance());
        await server.CatchesUpAsync("mine");
        await Eventually.HoldsAsync("the receiver has written", () => Text("changes.txt").Split('\n').Length == 5);
        using var http = new HttpClient();
        using var forged = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent("{\"Changes\":[{\"ChangeType\":\"NewStudy\",\"Path\":\"/x\",\"Seq\":99}]}") };
        forged.Headers.Add("webhook-id", "1");
        forged.Headers.Add("webhook-timestamp", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        forged.Headers.Add("webhook-signature", "v1,Zm9yZ2Vk");
        using HttpResponseMessage answer = await http.SendAsync(forged);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(
            [$"NewInstance /instances/{stored.Id}", $"NewSeries /series/{stored.Series}", $"NewStudy /studies/{stored.Study}", $"NewPatient /patients/{stored.Patient}"],
            Text("changes.txt").Split('\n')[1..]);
    }

    private string Text(string file) => File.ReadAllText(_folder.Combine(file)).Trim();
}

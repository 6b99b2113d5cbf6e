using System.Net;
using System.Text.Json;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Cli.Doctor;

/// <summary>The server that runs, if one does: ready, and of the same version as this tool.</summary>
internal static class ServerCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void Run(Examination examination, Findings findings)
    {
        if (examination.Url is null && examination.IsHeld != true)
        {
            findings.Note("No server runs on this store.");
            return;
        }

        if (examination.Url is null && examination.Options.Http.Port == 0)
        {
            findings.Note("A server runs on this store, on a port that the system has chosen.", "", "Give its address: --url http://127.0.0.1:PORT");
            return;
        }

        string url = examination.Url?.TrimEnd('/') ?? UrlOf(examination.Options.Http);
        try
        {
            Ask(url, findings);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or UriFormatException)
        {
            findings.Problem($"{url} does not answer: {e.Message}", "Nobody can reach the server.", "Look at its log (journalctl -u attachmentpacs), and whether the address is right.");
        }
    }

    private static void Ask(string url, Findings findings)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
#pragma warning disable CA5359 // No secret is sent, and the question is whether the server answers: the certificate has a check of its own.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        using var http = new HttpClient(handler) { Timeout = Patience };
        (HttpStatusCode ready, string body) = Get(http, $"{url}/health/ready");
        if (ready == HttpStatusCode.ServiceUnavailable)
        {
            findings.Problem($"{url} says that it is not ready: {body.ReplaceLineEndings(" ").Trim()}", "It answers, but cannot store or find.", "Look at its log.");
            return;
        }

        (HttpStatusCode status, string root) = Get(http, $"{url}/");
        if (status == HttpStatusCode.Unauthorized) findings.Ok($"{url} answers{(ready == HttpStatusCode.OK ? ", is ready," : "")} and asks for a user; its version was not asked.");
        else if (status != HttpStatusCode.OK || VersionIn(root) is not { } version) findings.Problem($"{url} answers {(int)status}, and not as AttachmentPacs does.", "Another program has the port.", "Correct Http:Port or --url.");
        else if (version != Product.Version) findings.Warning($"{url} is version {version}; this tool is {Product.Version}.", "An upgrade is half done: the old program still runs, or the old tool is called.", "Restart the server, or call the tool of its own folder.");
        else findings.Ok($"{url} answers{(ready == HttpStatusCode.OK ? " and is ready" : "")}; version {version}.");
    }

    private static (HttpStatusCode Status, string Body) Get(HttpClient http, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        using HttpResponseMessage response = http.Send(request);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        return (response.StatusCode, reader.ReadToEnd());
    }

    private static string? VersionIn(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            JsonElement root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("Product", out JsonElement product) && product.GetString() == Product.Name
                ? root.GetProperty("Version").GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string UrlOf(HttpOptions http)
    {
        IPAddress address = IPAddress.Parse(http.Address);
        if (address.Equals(IPAddress.Any)) address = IPAddress.Loopback;
        if (address.Equals(IPAddress.IPv6Any)) address = IPAddress.IPv6Loopback;
        return $"{(http.Certificate.Length > 0 ? "https" : "http")}://{new IPEndPoint(address, http.Port)}";
    }
}

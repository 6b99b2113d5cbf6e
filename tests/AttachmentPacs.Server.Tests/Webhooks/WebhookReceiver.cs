using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AttachmentPacs.Server.Tests.Webhooks;

/// <summary>A message that a receiver was sent.</summary>
internal sealed record Message(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Id => Headers["webhook-id"];

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public long[] Sequences => [.. Json.GetProperty("Changes").EnumerateArray().Select(change => change.GetProperty("Seq").GetInt64())];
}

/// <summary>Takes messages on a loopback port of the system's choice, and answers as a test wants: 200 if nothing is said.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Message> _messages = [];
    private readonly ConcurrentQueue<long> _taken = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly WebApplication _app;
    private readonly Func<HttpContext, int, Task> _answer;

    private WebhookReceiver(Func<HttpContext, int, Task> answer, X509Certificate2Collection? chain)
    {
        _answer = answer;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (chain is not null) listen.UseHttps(https => (https.ServerCertificate, https.ServerCertificateChain) = (chain[0], chain));
        }));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    public string Url => _app.Urls.First();

    public Message[] Messages => [.. _messages];

    /// <summary>Sequences of the changes that were answered with 200, in order, each as often as it was.</summary>
    public long[] Taken => [.. _taken];

    /// <summary>Runs as long as the receiver does: for an answer that never comes.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <param name="answer">Sets the status of a message, or does something worse; told how many came before.</param>
    /// <param name="chain">For https: the certificate with its key, and those above it.</param>
    public static async Task<WebhookReceiver> StartAsync(Func<HttpContext, int, Task>? answer = null, X509Certificate2Collection? chain = null)
    {
        var receiver = new WebhookReceiver(answer ?? ((_, _) => Task.CompletedTask), chain);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The same with a status for each message, the last for all that follow.</summary>
    public static Task<WebhookReceiver> AnsweringAsync(params int[] statuses) => StartAsync((http, before) =>
    {
        http.Response.StatusCode = statuses[Math.Min(before, statuses.Length - 1)];
        return Task.CompletedTask;
    });

    /// <summary>Settings of a webhook that leads here.</summary>
    public string[] Settings(string name, params string[] others) =>
        [$"Webhooks:{name}:Url={Url}/changes", .. others.Select(each => $"Webhooks:{name}:{each}")];

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _closing.Dispose();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var message = new Message(
            http.Request.Method, http.Request.Path + http.Request.QueryString,
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray());
        int before = _messages.Count;
        _messages.Enqueue(message);
        await _answer(http, before);
        if (http.Response.StatusCode != 200) return;
        foreach (long sequence in message.Sequences) _taken.Enqueue(sequence);
    }
}

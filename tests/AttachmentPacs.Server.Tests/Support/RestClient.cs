using System.Net;
using System.Text;

namespace AttachmentPacs.Server.Tests.Support;

/// <summary>Sends requests as they are written: paths are not tidied, headers are not checked.</summary>
internal sealed class RestClient(string url) : IDisposable
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = 64 })
    {
        Timeout = TimeSpan.FromMinutes(5),
    };

    public string Url { get; } = url;

    public Uri Uri { get; } = new(url);

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Reply> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Delete, path, null, headers);

    public Task<Reply> PostAsync(string path, byte[]? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, new ByteArrayContent(body ?? []), headers);

    public Task<Reply> PostAsync(string path, string body) => PostAsync(path, Encoding.UTF8.GetBytes(body));

    public Task<Reply> PutAsync(string path, byte[]? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Put, path, new ByteArrayContent(body ?? []), headers);

    public Task<Reply> PutAsync(string path, string body) => PutAsync(path, Encoding.UTF8.GetBytes(body));

    /// <summary>Stores an instance and returns its answer, which must say that this was done.</summary>
    public async Task<Stored> StoreAsync(byte[] file)
    {
        Reply reply = (await PostAsync("/instances", file)).IsOk();
        Assert.Equal("Success", reply.Field("Status"));
        return Stored.Of(reply, file);
    }

    /// <summary>Sends a body of known or, chunked, of unknown length.</summary>
    public Task<Reply> SendChunkedAsync(HttpMethod method, string path, Stream body) => SendAsync(method, path, new StreamContent(body), [("Transfer-Encoding", "chunked")]);

    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Url + path, AsWritten)) { Content = body };
        foreach ((string name, string value) in headers)
        {
            if (name == "Transfer-Encoding") request.Headers.TransferEncodingChunked = true;
            else if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content!.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        byte[] content = await response.Content.ReadAsByteArrayAsync();
        var received = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, IEnumerable<string> values) in response.Headers.NonValidated.Select(Pair).Concat(response.Content.Headers.NonValidated.Select(Pair)))
        {
            received[name] = string.Join(',', values);
        }

        return new Reply(response.StatusCode, received, content);
    }

    public void Dispose() => _http.Dispose();

    private static (string Name, IEnumerable<string> Values) Pair(KeyValuePair<string, System.Net.Http.Headers.HeaderStringValues> header) =>
        (header.Key, header.Value);
}

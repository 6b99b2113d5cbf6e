using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.Clients;

/// <summary>Requests with the headers that a client's HTTP library sends with each.</summary>
internal sealed class ClientSession(RestClient client, params (string Name, string Value)[] always)
{
    /// <summary>Of httpx, under pyorthanc.</summary>
    public static readonly (string, string)[] Httpx =
        [("Accept", "*/*"), ("Accept-Encoding", "gzip, deflate"), ("Connection", "keep-alive"), ("User-Agent", "python-httpx/0.27.2")];

    /// <summary>Of requests, under orthanc-api-client.</summary>
    public static readonly (string, string)[] Requests =
        [("Accept", "*/*"), ("Accept-Encoding", "gzip, deflate"), ("Connection", "keep-alive"), ("User-Agent", "python-requests/2.32.3")];

    /// <summary>Of httplib2, under Orthanc's own Python samples.</summary>
    public static readonly (string, string)[] Httplib2 = [("Accept-Encoding", "gzip, deflate"), ("User-Agent", "Python-httplib2/0.22.0 (gzip)")];

    /// <summary>Of axios in a browser, on a page of this server.</summary>
    public static (string, string)[] Axios(string url) =>
    [
        ("Accept", "application/json, text/plain, */*"), ("Accept-Language", "en"), ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101"),
        ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "cors"), ("Origin", url), ("Referer", url + "/ui/app/"),
    ];

    public async Task<Reply> GetAsync(string path) => (await client.GetAsync(path, always)).IsOk();

    public async Task<JsonElement> JsonAsync(string path)
    {
        Reply reply = await GetAsync(path);
        Assert.StartsWith("application/json", reply.ContentType, StringComparison.Ordinal);
        return reply.Json;
    }

    public async Task<Reply> PostAsync(string path, byte[] body, params (string, string)[] headers) =>
        (await client.PostAsync(path, body, [.. always, .. headers])).IsOk();

    public Task<Reply> PostJsonAsync(string path, object body) =>
        PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(body), ("Content-Type", "application/json"));

    public async Task<Reply> PutAsync(string path, byte[] body, params (string, string)[] headers) =>
        (await client.PutAsync(path, body, [.. always, .. headers])).IsOk();

    public async Task<Reply> DeleteAsync(string path) => (await client.DeleteAsync(path, always)).IsOk();

    /// <summary>A request whose outcome is the test's matter.</summary>
    public Task<Reply> TryGetAsync(string path) => client.GetAsync(path, always);

    /// <summary>A request whose outcome is the test's matter.</summary>
    public Task<Reply> TryPostAsync(string path, byte[] body) => client.PostAsync(path, body, always);

    /// <summary>A request whose outcome is the test's matter.</summary>
    public Task<Reply> TryPutAsync(string path, byte[] body, params (string, string)[] headers) => client.PutAsync(path, body, [.. always, .. headers]);
}

using System.Net;
using System.Security.Authentication;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>The REST API over TLS.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestCertificates _certificates = new();

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Upload_and_download_work_over_TLS(string version)
    {
        await using RunningServer server = await RunningServer.StartAsync([.. _certificates.WritePem(_folder.Path, "pacs"), .. Login.User("alice", "a", "Read", "Write")]);
        using HttpClient client = TlsProbe.Client(server.Client.Url, _certificates.Root, new Version(version));
        (string name, string value) = Login.Basic("alice", "a");
        client.DefaultRequestHeaders.Add(name, value);
        byte[] file = DicomBuilder.Instance("P1").ToArray();

        // Of unknown length: chunks in HTTP/1.1, just frames in HTTP/2.
        using HttpResponseMessage stored = await client.PostAsync("/instances", new StreamContent(new UnknownLength(file)));
        string system = await client.GetStringAsync("/system");
        string id = System.Text.Json.JsonDocument.Parse(await stored.Content.ReadAsStringAsync()).RootElement.GetProperty("ID").GetString()!;

        Assert.Equal((HttpStatusCode.OK, new Version(version)), (stored.StatusCode, stored.Version));
        Assert.Equal(file, await client.GetByteArrayAsync($"/instances/{id}/file"));
        Assert.Contains("\"IsHttpServerSecure\" : true", system, StringComparison.Ordinal);
        Assert.False(stored.Headers.Contains("Strict-Transport-Security"));
        Assert.StartsWith("https://", server.Client.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_without_credentials_over_HTTP_2_is_401()
    {
        await using RunningServer server = await RunningServer.StartAsync([.. _certificates.WritePem(_folder.Path, "pacs"), .. Login.User("alice", "a", "Read", "Write")]);
        using HttpClient client = TlsProbe.Client(server.Client.Url, _certificates.Root, HttpVersion.Version20);

        using HttpResponseMessage reply = await client.PostAsync("/instances", new ByteArrayContent(new byte[1000]));

        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
        Assert.Empty(server.Drafts());
    }

    [Fact]
    public async Task Intermediate_certificates_are_sent_from_PEM_and_from_PKCS_12()
    {
        await using (RunningServer server = await RunningServer.StartAsync(_certificates.WritePem(_folder.Path, "pem")))
        {
            (string subject, _, int sent) = await TlsProbe.ShakeAsync(server.Client.Uri, _certificates.Root);
            Assert.Equal(("CN=pem", true), (subject, sent > 0));
        }

        await using (RunningServer server = await RunningServer.StartAsync(_certificates.WritePkcs12(_folder.Path, "p12", "secret")))
        {
            (string subject, _, int sent) = await TlsProbe.ShakeAsync(server.Client.Uri, _certificates.Root);
            Assert.Equal(("CN=p12", true), (subject, sent > 0));
        }
    }

    [Fact]
    public async Task Key_with_a_password_is_read()
    {
        await using RunningServer server = await RunningServer.StartAsync(_certificates.WritePem(_folder.Path, "locked", password: "secret"));

        Assert.Equal("CN=locked", (await TlsProbe.ShakeAsync(server.Client.Uri, _certificates.Root)).Subject);
    }

    [Fact]
    public async Task Protocols_are_TLS_1_2_and_1_3_only()
    {
        await using RunningServer server = await RunningServer.StartAsync(_certificates.WritePem(_folder.Path, "pacs"));

        Assert.Equal(SslProtocols.Tls13, (await TlsProbe.ShakeAsync(server.Client.Uri, _certificates.Root, SslProtocols.Tls13)).Protocol);
        Assert.Equal(SslProtocols.Tls12, (await TlsProbe.ShakeAsync(server.Client.Uri, _certificates.Root, SslProtocols.Tls12)).Protocol);
#pragma warning disable CA5397, SYSLIB0039 // What must be refused.
        await Assert.ThrowsAnyAsync<Exception>(() => TlsProbe.ShakeAsync(server.Client.Uri, _certificates.Root, SslProtocols.Tls11));
#pragma warning restore CA5397, SYSLIB0039
    }

    [Fact]
    public async Task Page_that_came_without_TLS_may_not_write_through_it()
    {
        await using RunningServer server = await RunningServer.StartAsync(_certificates.WritePem(_folder.Path, "pacs"));
        using HttpClient client = TlsProbe.Client(server.Client.Url, _certificates.Root, HttpVersion.Version11);
        string authority = server.Client.Uri.Authority;

        Assert.Equal(HttpStatusCode.Forbidden, await DeleteFromAsync($"http://{authority}"));
        Assert.Equal(HttpStatusCode.OK, await DeleteFromAsync($"https://{authority}"));

        async Task<HttpStatusCode> DeleteFromAsync(string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, "/exports") { Headers = { { "Origin", origin } } };
            using HttpResponseMessage reply = await client.SendAsync(request);
            return reply.StatusCode;
        }
    }

    [Fact]
    public async Task Program_says_https_and_serves_it()
    {
        using var archive = new TemporaryFolder();
        await using ChildServer server = await ChildServer.StartAsync(archive.Path, _certificates.WritePem(_folder.Path, "child"));

        Assert.StartsWith("https://127.0.0.1:", server.Client.Url, StringComparison.Ordinal);
        Assert.Equal("CN=child", (await TlsProbe.ShakeAsync(server.Client.Uri, _certificates.Root)).Subject);
    }

    [Fact]
    public async Task Start_with_a_certificate_that_cannot_be_used_ends_with_1_names_file_and_cause_and_touches_nothing()
    {
        using var archive = new TemporaryFolder();
        string[] settings = _certificates.WritePem(_folder.Path, "pacs");
        string file = _folder.Combine("server.pem");
        File.Delete(file);

        (int code, string error) = await ChildServer.FailAsync(archive.Path, settings);

        Assert.Equal(1, code);
        Assert.StartsWith($"AttachmentPacs does not start: Http:Certificate {file} with the key in Http:CertificateKey {_folder.Combine("server.key")} cannot be used: Could not find file", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(archive.Path));
    }

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Dispose();
    }

    private sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}

using System.Net;
using System.Security.Authentication;
using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Cli.Export;
using AttachmentPacs.Cli.Import;
using AttachmentPacs.Cli.Progress;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests.Archives;

/// <summary>What becomes of requests to servers that cannot be reached, or answer what no archive does.</summary>
public sealed class RestConnectionTests
{
    [Fact]
    public async Task Get_connecting_takes_too_long_is_tried_again()
    {
        using var network = new Network(asked => asked == 1
            ? throw new TaskCanceledException("", new TimeoutException("No connection was made in time."))
            : new HttpResponseMessage(HttpStatusCode.OK));

        Assert.Equal(HttpStatusCode.OK, await GetAsync(network, TimeSpan.FromMinutes(1)));
        Assert.Equal(2, network.Asked);
    }

    [Fact]
    public async Task Get_connecting_never_ends_is_told_in_words()
    {
        using var network = new Network(_ => throw new TaskCanceledException("", new TimeoutException("No connection was made in time.")));

        ArchiveUnavailableException e = await Assert.ThrowsAsync<ArchiveUnavailableException>(() => GetAsync(network, TimeSpan.Zero));

        Assert.Equal("http://archive/ cannot be reached: No connection was made in time.", e.Message);
    }

    [Fact]
    public async Task Get_certificate_is_not_trusted_is_told_with_what_to_do()
    {
        using var network = new Network(_ => throw new HttpRequestException(
            HttpRequestError.SecureConnectionError, "", new AuthenticationException("The remote certificate is invalid: UntrustedRoot.")));

        ArchiveUnavailableException e = await Assert.ThrowsAsync<ArchiveUnavailableException>(() => GetAsync(network, TimeSpan.FromMinutes(1)));

        Assert.Equal(1, network.Asked);
        Assert.StartsWith("http://archive/ cannot be reached: The remote certificate is invalid: UntrustedRoot. ", e.Message, StringComparison.Ordinal);
        Assert.Contains("SSL_CERT_FILE", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_server_is_busy_and_asks_for_no_pause_is_not_stormed()
    {
        using var network = new Network(_ => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Headers = { { "Retry-After", "0" } } });

        await Assert.ThrowsAsync<ArchiveUnavailableException>(() => GetAsync(network, TimeSpan.FromSeconds(1)));

        Assert.InRange(network.Asked, 2, 3);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"UncompressedSize":"many","UncompressedMD5":"x"}""")]
    public async Task Facts_that_are_none_make_the_instance_one_that_cannot_be_had(string answer)
    {
        using var network = new Network(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) });
        using var notices = new Notices(TextWriter.Null);
        await using var source = new RestSource(Connect(network, TimeSpan.Zero, notices));

        await Assert.ThrowsAsync<NotExportableException>(() => source.FactsAsync(new ExportInstance(default, new Dictionary<uint, string>()), default));
    }

    [Fact]
    public async Task Has_answer_that_is_none_is_not_known()
    {
        using var network = new Network(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("[]") });
        using var notices = new Notices(TextWriter.Null);
        await using RestTarget target = await RestTarget.OpenAsync(Connect(network, TimeSpan.Zero, notices), default);

        Assert.Equal(Presence.Unknown, await target.HasAsync(default(ResourceId), new byte[16], default));
    }

    [Fact]
    public async Task Has_answer_breaks_off_ends_the_run()
    {
        using var network = new Network(asked => asked switch
        {
            1 => new HttpResponseMessage(HttpStatusCode.OK),
            2 => new HttpResponseMessage(HttpStatusCode.NotFound),
            _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new BrokenContent() },
        });
        using var notices = new Notices(TextWriter.Null);
        await using RestTarget target = await RestTarget.OpenAsync(Connect(network, TimeSpan.Zero, notices), default);

        ArchiveUnavailableException e = await Assert.ThrowsAsync<ArchiveUnavailableException>(async () => await target.HasAsync(default(ResourceId), new byte[16], default));

        Assert.Contains("broke off", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_ends_the_wait_for_a_server_that_is_busy()
    {
        using var stop = new CancellationTokenSource();
        var network = new Network(_ =>
        {
            stop.Cancel();
            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        });
        using var notices = new Notices(TextWriter.Null);
        using var connection = new RestConnection(new Uri("http://archive/"), null, TimeSpan.FromDays(1), notices, new ManualTime(), network) { Stop = stop.Token };

        await Assert.ThrowsAsync<ArchiveUnavailableException>(() => connection.GetAsync("system", default)).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, network.Asked);
    }

    private static async Task<HttpStatusCode> GetAsync(Network network, TimeSpan patience)
    {
        using var notices = new Notices(TextWriter.Null);
        using RestConnection connection = Connect(network, patience, notices);
        using HttpResponseMessage answer = await connection.GetAsync("system", default);
        return answer.StatusCode;
    }

    private static RestConnection Connect(Network network, TimeSpan patience, Notices notices) =>
        new(new Uri("http://archive/"), null, patience, notices, TimeProvider.System, network);

    private sealed class BrokenContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new IOException("The other side is gone.");

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>Answers in place of a server, by the number of the request.</summary>
    private sealed class Network(Func<int, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(answer(++Asked));
    }
}

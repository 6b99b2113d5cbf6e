using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using AttachmentPacs.Cli.Import.Sources;
using AttachmentPacs.Cli.Progress;

namespace AttachmentPacs.Cli.Archives;

/// <summary>
/// Talks to a server. What will pass (503, 429, a connection that is refused or breaks) is tried again for a while; what will not (401, 403, 507)
/// ends the run. Certificates are verified. Safe for use by many tasks at once.
/// </summary>
internal sealed class RestConnection : IDisposable
{
    private const string CertificateAdvice =
        " If it speaks TLS on this port, its certificate must hold this host's name and come from an authority that this machine trusts:"
        + " add that one to the system's, or name its PEM file in SSL_CERT_FILE.";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;
    private readonly TimeSpan _patience;
    private readonly Notices _notices;
    private readonly TimeProvider _time;
    private int _isWaiting;

    /// <param name="root">Address of the server, ending with a slash.</param>
    /// <param name="credentials">Sent with each request; null for none.</param>
    /// <param name="patience">How long one request is tried again.</param>
    /// <param name="notices">Where a wait is told.</param>
    /// <param name="time">The clock.</param>
    /// <param name="handler">What carries the requests; null for the network.</param>
    public RestConnection(
        Uri root, AuthenticationHeaderValue? credentials, TimeSpan patience, Notices notices, TimeProvider time, HttpMessageHandler? handler = null)
    {
        Root = root;
        _patience = patience;
        _notices = notices;
        _time = time;

        // A redirection would take the credentials along to another host.
        handler ??= new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectTimeout };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = credentials;
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("apacs", Core.Configuration.Product.Version));
        bool isOpen = credentials is not null && root.Scheme == Uri.UriSchemeHttp && !root.IsLoopback;
        if (isOpen) notices.Say($"The password or key goes to {root.Host} unencrypted: use https, if the server has it.");
    }

    /// <summary>The server's address, ending with a slash.</summary>
    public Uri Root { get; }

    /// <summary>Ends waits for a server that is away or busy, but no request that is under way.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Asks something that may be asked again.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Get, new Uri(Root, path)), canRepeat: true, cancellationToken);

    /// <summary>Sends a request until there is an answer worth looking at.</summary>
    /// <param name="make">Makes the request anew for each attempt.</param>
    /// <param name="canRepeat">Its body can be made again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The answer, its body not read yet; to be disposed.</returns>
    /// <exception cref="ArchiveUnavailableException">The server does not answer, does not let us in, or is full.</exception>
    /// <exception cref="UnreadableException">The body's source failed.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, bool canRepeat, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        for (TimeSpan pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            (HttpResponseMessage? answer, string problem, TimeSpan? demanded) = await TryAsync(make, cancellationToken).ConfigureAwait(false);
            if (answer is not null) return answer;
            TimeSpan wait = demanded > TimeSpan.Zero ? demanded.Value : pause;
            if (!canRepeat || _time.GetElapsedTime(start) + wait > _patience) throw new ArchiveUnavailableException(problem);
            if (Interlocked.Exchange(ref _isWaiting, 1) == 0)
            {
                _notices.Say(string.Create(CultureInfo.InvariantCulture, $"{problem} It is tried again for {_patience.TotalSeconds:0} s."));
            }

            await WaitAsync(wait, problem, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task WaitAsync(TimeSpan wait, string problem, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Stop);
        try
        {
            await Task.Delay(wait, _time, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ArchiveUnavailableException(problem, e);
        }
    }

    /// <summary>One attempt: an answer, or why there is none yet and how long the server wants to be left alone.</summary>
    private async Task<(HttpResponseMessage? Answer, string Problem, TimeSpan? Pause)> TryAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer;
        try
        {
            using HttpRequestMessage request = make();
            answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            if (UnreadableException.In(e) is { } unreadable) throw unreadable;
            if (e is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError or HttpRequestError.NameResolutionError } lasting)
            {
                string next = lasting.HttpRequestError == HttpRequestError.SecureConnectionError ? CertificateAdvice : "";
                throw new ArchiveUnavailableException($"{Root} cannot be reached: {Cause(lasting)}.{next}", e);
            }

            return (null, $"{Root} cannot be reached: {Cause(e)}.", null);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // So the time-out of connecting is told.
            return (null, $"{Root} cannot be reached: {Cause(e)}.", null);
        }

        switch (answer.StatusCode)
        {
            case HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout:
                TimeSpan? pause = answer.Headers.RetryAfter is { } retry ? retry.Delta ?? retry.Date - _time.GetUtcNow() : null;
                string busy = await RestAnswer.DetailsAsync(answer, cancellationToken).ConfigureAwait(false);
                answer.Dispose();
                return (null, $"{Root} is busy: {busy}.", pause);
            case HttpStatusCode.Unauthorized:
                answer.Dispose();
                throw new ArchiveUnavailableException($"{Root} does not let us in (401): check --user and its password, or the API key.");
            case HttpStatusCode.Forbidden:
                string forbidden = await RestAnswer.DetailsAsync(answer, cancellationToken).ConfigureAwait(false);
                answer.Dispose();
                throw new ArchiveUnavailableException($"{Root} does not allow this to this user: {forbidden}.");
            case HttpStatusCode.InsufficientStorage:
                string full = await RestAnswer.DetailsAsync(answer, cancellationToken).ConfigureAwait(false);
                answer.Dispose();
                throw new ArchiveUnavailableException($"{Root} is full: {full}.");
            default:
                Volatile.Write(ref _isWaiting, 0);
                return (answer, "", null);
        }
    }

    private static string Cause(Exception e)
    {
        for (Exception? at = e; at is not null; at = at.InnerException)
        {
            if (at is SocketException) return at.Message;
        }

        return e.GetBaseException().Message.TrimEnd('.');
    }
}

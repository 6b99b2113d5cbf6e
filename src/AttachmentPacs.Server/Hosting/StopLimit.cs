namespace AttachmentPacs.Server.Hosting;

/// <summary>
/// Requests under way have a limited time at a stop; whom it cuts off is logged. Kestrel ends their connections when the limit has passed, so
/// a request that ends after that did not end by itself.
/// </summary>
internal sealed class StopLimit(ILogger<StopLimit> log) : IHostedLifecycleService
{
    private CancellationToken _limit;

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http).ConfigureAwait(false);
        }
        finally
        {
            if (_limit.IsCancellationRequested) log.CutByStop(http.Request.Method, http.Request.Path);
        }
    }

    /// <summary>Before anything stops: the token is the one that ends the time of all.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _limit = cancellationToken;
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

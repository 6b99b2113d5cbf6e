using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Hosting;

/// <summary>
/// Which thread does what. The few threads that wait for sockets answer short questions of the index themselves: handing each to the thread pool
/// costs a third of a small request (docs/performance.md). Everything else leaves them for the pool, which grows when its threads wait for disks.
/// Danger: a socket thread that waits holds up every connection that it looks after. So whatever may wait or compute for long leaves it:
/// behind routing, and behind each wait for a socket (<see cref="Telemetry.CountingStream"/>), which may have gone on on such a thread.
/// </summary>
internal static class SocketThreads
{
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string Count = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    // An index that is not in memory makes each of them wait for the disk now and then.
    private const int Least = 4;

    /// <summary>To be called before the first socket is made; the runtime has no other switch than its environment. What the operator set there stays.</summary>
    public static void Use()
    {
        SetDefault(Inline, "1");
        SetDefault(Count, $"{Math.Max(Least, Environment.ProcessorCount)}");
    }

    /// <summary>Goes on on the pool, at once where it is there already. To be awaited without the context.</summary>
    public static Task LeaveAsync() => Thread.CurrentThread.IsThreadPoolThread ? Task.CompletedTask : Task.Run(static () => { });

    /// <summary>Behind routing: what is not short goes on on the pool.</summary>
    public static Task LeaveAsync(HttpContext http, RequestDelegate next) =>
        Thread.CurrentThread.IsThreadPoolThread || ShortRoutes.Has(http.GetEndpoint()) ? next(http) : LeaveFirstAsync(http, next);

    private static async Task LeaveFirstAsync(HttpContext http, RequestDelegate next)
    {
        await LeaveAsync().ConfigureAwait(false);
        await next(http).ConfigureAwait(false);
    }

    private static void SetDefault(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is null) Environment.SetEnvironmentVariable(name, value);
    }
}

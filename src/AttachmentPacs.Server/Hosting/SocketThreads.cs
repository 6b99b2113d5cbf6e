using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Hosting;

/// <summary>
/// Which thread does what. The few threads that wait for sockets answer short questions of the index themselves: handing each to the thread pool
/// costs a third of a small request (docs/performance.md). Everything else leaves them for the pool, which grows when its threads wait for disks.
/// Danger: a socket thread that waits holds up every connection that it looks after. So whatever may wait, compute for long or call foreign code
/// begins with <see cref="LeaveAsync(HttpContext, RequestDelegate)"/>, or with a yield of its own where it comes from a socket later on.
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

    /// <summary>Behind routing: what is not short goes on on the pool.</summary>
    public static Task LeaveAsync(HttpContext http, RequestDelegate next) =>
        Thread.CurrentThread.IsThreadPoolThread || ShortRoutes.Has(http.GetEndpoint()) ? next(http) : YieldAsync(http, next);

    private static async Task YieldAsync(HttpContext http, RequestDelegate next)
    {
        await Task.Yield();
        await next(http).ConfigureAwait(false);
    }

    private static void SetDefault(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is null) Environment.SetEnvironmentVariable(name, value);
    }
}

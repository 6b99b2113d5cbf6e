using AttachmentPacs.Core.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AttachmentPacs.Server.Hosting;

/// <summary>What the web server puts up with before anything of ours runs; all of it is told in docs/hardening.md.</summary>
internal static class KestrelLimits
{
    private const int MaxHeaders = 100;

    // A client that is slower than this for as long is cut off: it would hold its connection and its draft for nothing.
    private static readonly MinDataRate SlowestClient = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    private static readonly TimeSpan SlowestHeaders = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(130);

    public static void Apply(KestrelServerLimits limits, HttpOptions http)
    {
        limits.MaxRequestBodySize = http.MaxBodyBytes;
        limits.MaxRequestBufferSize = Math.Max(limits.MaxRequestBufferSize ?? 0, Math.Max(http.MaxRequestLineBytes, http.MaxHeaderBytes));
        limits.MaxRequestLineSize = http.MaxRequestLineBytes;
        limits.MaxRequestHeadersTotalSize = http.MaxHeaderBytes;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.MinRequestBodyDataRate = SlowestClient;
        limits.MinResponseDataRate = SlowestClient;
        limits.RequestHeadersTimeout = SlowestHeaders;
        limits.KeepAliveTimeout = LongestIdle;
    }
}

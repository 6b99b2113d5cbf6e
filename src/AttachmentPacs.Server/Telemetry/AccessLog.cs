using System.Net;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>
/// A line for each request under the category <see cref="Category"/>: at the debug level, unless the configuration names the category,
/// which is how it is switched on by itself; then at information.
/// </summary>
internal sealed class AccessLog
{
    public const string Category = "AttachmentPacs.Access";

    private readonly ILogger _log;
    private readonly LogLevel _level;

    public AccessLog(ILoggerFactory logs, IConfiguration configuration)
    {
        _log = logs.CreateLogger(Category);
        _level = configuration[$"Logging:LogLevel:{Category}"] is null ? LogLevel.Debug : LogLevel.Information;
    }

    /// <summary>Neither path nor query: they may hold what nobody wants in a log.</summary>
    public void Write(HttpContext http, string method, string route, long bytes, TimeSpan took)
    {
        if (!_log.IsEnabled(_level)) return;
        IPAddress? remote = http.Connection.RemoteIpAddress;
        string user = http.User.Identity?.Name ?? "-";
        _log.RequestDone(_level, method, route, http.Response.StatusCode, bytes, (long)took.TotalMilliseconds, user, remote);
    }
}

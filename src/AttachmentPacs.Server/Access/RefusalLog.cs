using System.Globalization;
using AttachmentPacs.Core.Telemetry;

namespace AttachmentPacs.Server.Access;

/// <summary>
/// Logs who was not let in: address, name as given, method, path, reason; never a password or key. At most 100 lines a minute, as many for
/// requests without credentials, and as many for browsers on foreign errands, so that a flood does not bury the log; the rest is counted.
/// Thread-safe.
/// </summary>
internal sealed class RefusalLog(ILogger<RefusalLog> log, TimeProvider time) : IDisposable
{
    /// <summary>Most lines of one kind in a minute.</summary>
    public const int MostLines = 100;

    private const int LongestName = 64;
    private const int LongestPath = 256;

    private readonly LineLimit _refusals = new(time, MostLines);
    private readonly LineLimit _challenges = new(time, MostLines);
    private readonly LineLimit _browsers = new(time, MostLines);

    /// <summary>Credentials that did not do, or none.</summary>
    public void Report(HttpContext http, AccessException refusal)
    {
        if (!IsLogged(refusal.IsChallenge ? _challenges : _refusals)) return;
        (string method, string path) = Target(http);
        if (refusal.IsChallenge) log.AccessChallenged(method, path, http.Connection.RemoteIpAddress);
        else log.AccessRefused(method, path, http.Connection.RemoteIpAddress, Clean(refusal.User, LongestName), refusal.Status, refusal.Reason);
    }

    /// <summary>A browser was sent here under a host name that is not ours.</summary>
    public void ReportHost(HttpContext http)
    {
        if (!IsLogged(_browsers)) return;
        (string method, string path) = Target(http);
        log.ForeignHostRefused(method, path, Clean(http.Request.Host.Host, LongestPath));
    }

    /// <summary>A browser was to write here by a page of another origin.</summary>
    public void ReportOrigin(HttpContext http)
    {
        if (!IsLogged(_browsers)) return;
        (string method, string path) = Target(http);
        log.CrossOriginRefused(method, path, Clean(http.Request.Headers.Origin.ToString(), LongestPath));
    }

    /// <summary>Says how many were counted only.</summary>
    public void Dispose()
    {
        int missed = _refusals.Missed + _challenges.Missed + _browsers.Missed;
        if (missed > 0) log.RefusalsNotShown(missed);
    }

    /// <summary>Text of a stranger for a line of the log: one line, no characters that are not seen, cut.</summary>
    public static string Clean(string text, int longest) => string.Create(Math.Min(text.Length, longest), text, (shown, whole) =>
    {
        for (int i = 0; i < shown.Length; i++)
        {
            bool isSeen = CharUnicodeInfo.GetUnicodeCategory(whole[i]) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);
            shown[i] = isSeen ? whole[i] : '?';
        }
    });

    private static (string Method, string Path) Target(HttpContext http) =>
        (Clean(http.Request.Method, LongestName), Clean(http.Request.Path.Value ?? "/", LongestPath));

    // Says first how many were not.
    private bool IsLogged(LineLimit limit)
    {
        (bool isLogged, int missed) = limit.Take();
        if (missed > 0) log.RefusalsNotShown(missed);
        return isLogged;
    }
}

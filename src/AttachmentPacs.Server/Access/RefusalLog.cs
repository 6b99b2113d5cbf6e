using System.Globalization;

namespace AttachmentPacs.Server.Access;

/// <summary>
/// Logs who was not let in: address, name as given, method, path, reason; never a password or key. At most 100 lines a minute, and as many for
/// requests without credentials, so that a flood does not bury the log; the rest is counted. Thread-safe.
/// </summary>
internal sealed class RefusalLog(ILogger<RefusalLog> log, TimeProvider time) : IDisposable
{
    /// <summary>Most lines of one kind in a minute.</summary>
    public const int MostLines = 100;

    private const int LongestName = 64;
    private const int LongestPath = 256;

    private readonly Lock _lock = new();
    private readonly Window _refusals = new();
    private readonly Window _challenges = new();

    public void Report(HttpContext http, AccessException refusal)
    {
        (bool isLogged, int missed) = Take(refusal.IsChallenge ? _challenges : _refusals);
        if (missed > 0) log.RefusalsNotShown(missed);
        if (!isLogged) return;
        string method = Clean(http.Request.Method, LongestName);
        string path = Clean(http.Request.Path.Value ?? "/", LongestPath);
        if (refusal.IsChallenge) log.AccessChallenged(method, path, http.Connection.RemoteIpAddress);
        else log.AccessRefused(method, path, http.Connection.RemoteIpAddress, Clean(refusal.User, LongestName), refusal.Status, refusal.Reason);
    }

    /// <summary>Says how many were counted only.</summary>
    public void Dispose()
    {
        int missed;
        lock (_lock) missed = _refusals.Missed + _challenges.Missed;
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

    private (bool IsLogged, int Missed) Take(Window window)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            int missed = 0;
            if ((now - window.Start).Duration() >= TimeSpan.FromMinutes(1))
            {
                (missed, window.Missed, window.Lines, window.Start) = (window.Missed, 0, 0, now);
            }

            bool isLogged = window.Lines < MostLines;
            if (isLogged) window.Lines++;
            else window.Missed++;
            return (isLogged, missed);
        }
    }

    private sealed class Window
    {
        public DateTimeOffset Start { get; set; }

        public int Lines { get; set; }

        public int Missed { get; set; }
    }
}

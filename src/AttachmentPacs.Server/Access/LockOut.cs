using System.Net;
using System.Security.Cryptography;
using System.Text;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Access;

/// <summary>
/// Back-off of failed logins: after <c>Http:LockOutAfter</c> failures of one user name from one address each further attempt waits 1 s, 2 s,
/// 4 s … up to <c>Http:LockOutAtMost</c>. A second count takes all names of one address together, at ten times as many failures; names that
/// have logged in from there before are not held up by it, so that a guesser locks out himself and not his neighbours. Thread-safe.
/// </summary>
internal sealed class LockOut(HttpOptions options, TimeProvider time)
{
    /// <summary>Most pairs, and most addresses, that are kept.</summary>
    public const int MostEntries = 10_000;

    private const int AddressFactor = 10;
    private const int LongestName = 64;

    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly RecentTable<(IPAddress Network, string Name), Entry> _pairs = new(MostEntries);
    private readonly RecentTable<IPAddress, Entry> _networks = new(MostEntries);

    /// <summary>Entries of pairs and addresses.</summary>
    public (int Pairs, int Networks) Count
    {
        get
        {
            lock (_lock) return (_pairs.Count, _networks.Count);
        }
    }

    /// <summary>How long the next attempt has to wait; zero if it may be made.</summary>
    public TimeSpan WaitOf(IPAddress network, string name)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            Entry? pair = _pairs.Find((network, Short(name)));
            TimeSpan wait = WaitOf(pair, options.LockOutAfter, now);
            if (pair is { HasSucceeded: true }) return wait;
            TimeSpan ofAll = WaitOf(_networks.Find(network), (long)options.LockOutAfter * AddressFactor, now);
            return wait > ofAll ? wait : ofAll;
        }
    }

    public void Failed(IPAddress network, string name)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            Add(_pairs.Use((network, Short(name))), now);
            Add(_networks.Use(network), now);
        }
    }

    /// <summary>
    /// A success takes the pair's failures back; not again before <c>Http:LockOutAtMost</c> has passed, or a guesser beside a user who works
    /// (behind one proxy, they have one address) would be forgiven with each of that user's requests.
    /// </summary>
    public void Succeeded(IPAddress network, string name)
    {
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            Entry pair = _pairs.Use((network, Short(name)));
            pair.HasSucceeded = true;
            if (pair.Failures == 0 || (pair.Forgiven <= now && now - pair.Forgiven < options.LockOutAtMost)) return;
            if (_networks.Find(network) is { } all) all.Failures = Math.Max(0, all.Failures - pair.Failures);
            pair.Failures = 0;
            pair.Forgiven = now;
        }
    }

    private TimeSpan WaitOf(Entry? entry, long after, DateTimeOffset now)
    {
        if (entry is null || entry.Failures < after) return TimeSpan.Zero;
        double seconds = Math.Pow(2, Math.Min(entry.Failures - after, 32));
        TimeSpan whole = seconds < options.LockOutAtMost.TotalSeconds ? TimeSpan.FromSeconds(seconds) : options.LockOutAtMost;
        TimeSpan rest = entry.Last + whole - now;

        // More than the whole: the clock was set back.
        return rest > TimeSpan.Zero && rest <= whole ? rest : TimeSpan.Zero;
    }

    private void Add(Entry entry, DateTimeOffset now)
    {
        if (now - entry.Last > options.LockOutAtMost + ForgottenAfter) entry.Failures = 0;
        if (entry.Failures < int.MaxValue) entry.Failures++;
        entry.Last = now;
    }

    // Names are a stranger's: long ones are kept as their hash.
    private static string Short(string name) =>
        name.Length <= LongestName ? name : "#" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    private sealed class Entry
    {
        public int Failures { get; set; }

        public DateTimeOffset Last { get; set; }

        public DateTimeOffset Forgiven { get; set; }

        public bool HasSucceeded { get; set; }
    }
}

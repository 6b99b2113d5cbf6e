using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AttachmentPacs.Core.Modalities;

/// <summary>
/// Addresses of host names, remembered for a minute, failures for ten seconds. Asks for a name once at a time, whoever waits, and for 5 s at
/// most. Safe for use by many threads; none of them is blocked.
/// </summary>
/// <param name="resolve">Asks the name service.</param>
/// <param name="time">Ages what is remembered.</param>
public sealed class HostAddresses(Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FailureRemembered = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Answer> _answers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>By the system's name service.</summary>
    public static HostAddresses System(TimeProvider time) => new((host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken), time);

    /// <summary>All addresses of a host, in the form of <see cref="AddressRange.Plain"/>; of an IP address itself.</summary>
    /// <exception cref="HostUnknownException">It cannot be resolved; says why.</exception>
    public async ValueTask<IReadOnlyList<IPAddress>> OfAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? address)) return [AddressRange.Plain(address)];
        long now = time.GetTimestamp();
        Answer answer = _answers.AddOrUpdate(host, _ => Ask(host), (_, old) => old.IsFresh(time, now) ? old : Ask(host));
        return await answer.Addresses.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private Answer Ask(string host) => new(new(() => ResolveAsync(host)), time.GetTimestamp());

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host)
    {
        try
        {
            using var end = new CancellationTokenSource(Patience, time);
            IPAddress[] found = await resolve(host, end.Token).WaitAsync(end.Token).ConfigureAwait(false);
            return [.. found.Select(AddressRange.Plain)];
        }
        catch (OperationCanceledException)
        {
            throw new HostUnknownException($"Host {host} could not be resolved within {Patience.TotalSeconds} s");
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new HostUnknownException($"Host {host} cannot be resolved: {e.Message}");
        }
    }

    private sealed record Answer(Lazy<Task<IReadOnlyList<IPAddress>>> Addresses, long Asked)
    {
        public bool IsFresh(TimeProvider time, long now) =>
            time.GetElapsedTime(Asked, now) < (Addresses is { IsValueCreated: true, Value.IsFaulted: true } ? FailureRemembered : Remembered);
    }
}

/// <summary>A host name cannot be resolved.</summary>
public sealed class HostUnknownException(string message) : Exception(message);

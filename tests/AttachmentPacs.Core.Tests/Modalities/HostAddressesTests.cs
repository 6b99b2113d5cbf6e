using System.Net;
using System.Net.Sockets;
using AttachmentPacs.Core.Modalities;

namespace AttachmentPacs.Core.Tests.Modalities;

public sealed class HostAddressesTests
{
    private readonly StoppedClock _clock = new();
    private int _asked;

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Name_is_asked_for_once_a_minute_whoever_waits()
    {
        var gate = new TaskCompletionSource<IPAddress[]>();
        HostAddresses hosts = New(_ => gate.Task);

        Task<IReadOnlyList<IPAddress>>[] waiting = [.. Enumerable.Range(0, 20).Select(_ => hosts.OfAsync("CT1.example", None).AsTask())];
        gate.SetResult([IPAddress.Loopback]);
        foreach (IReadOnlyList<IPAddress> found in await Task.WhenAll(waiting)) Assert.Equal([IPAddress.Loopback], found);
        await hosts.OfAsync("ct1.EXAMPLE", None);
        Assert.Equal(1, _asked);

        _clock.Advance(TimeSpan.FromSeconds(61));
        await hosts.OfAsync("ct1.example", None);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Failure_is_remembered_for_ten_seconds_only()
    {
        HostAddresses hosts = New(_ => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound, "No such host")));

        for (int i = 0; i < 3; i++)
        {
            HostUnknownException failure = await Assert.ThrowsAsync<HostUnknownException>(() => hosts.OfAsync("gone.example", None).AsTask());
            Assert.Equal("Host gone.example cannot be resolved: No such host", failure.Message);
        }

        Assert.Equal(1, _asked);
        _clock.Advance(TimeSpan.FromSeconds(11));
        await Assert.ThrowsAsync<HostUnknownException>(() => hosts.OfAsync("gone.example", None).AsTask());
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task Name_service_that_is_silent_is_given_up_after_five_seconds()
    {
        HostAddresses hosts = New(_ => new TaskCompletionSource<IPAddress[]>().Task);

        Task<IReadOnlyList<IPAddress>> waiting = hosts.OfAsync("silent.example", None).AsTask();
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("Host silent.example could not be resolved within 5 s", (await Assert.ThrowsAsync<HostUnknownException>(() => waiting)).Message);
    }

    [Fact]
    public async Task Caller_that_is_gone_waits_no_longer_and_leaves_the_others_waiting()
    {
        var gate = new TaskCompletionSource<IPAddress[]>();
        HostAddresses hosts = New(_ => gate.Task);
        using var gone = new CancellationTokenSource();

        Task<IReadOnlyList<IPAddress>> first = hosts.OfAsync("ct1.example", gone.Token).AsTask();
        Task<IReadOnlyList<IPAddress>> second = hosts.OfAsync("ct1.example", None).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult([IPAddress.Loopback]);

        Assert.Equal([IPAddress.Loopback], await second);
    }

    [Fact]
    public async Task Address_needs_no_name_service()
    {
        HostAddresses hosts = New(_ => throw new InvalidOperationException("asked"));

        Assert.Equal([IPAddress.Parse("10.0.0.5")], await hosts.OfAsync("::ffff:10.0.0.5", None));
    }

    private HostAddresses New(Func<string, Task<IPAddress[]>> resolve) => new((host, _) =>
    {
        Interlocked.Increment(ref _asked);
        return resolve(host);
    }, _clock);

    /// <summary>A clock whose timestamps and single timer move when told.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        private readonly List<(long Due, TimerCallback Callback, object? State)> _timers = [];
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != Timeout.InfiniteTimeSpan) _timers.Add((_now + dueTime.Ticks, callback, state));
            return new Timer(static _ => { }, null, Timeout.Infinite, Timeout.Infinite);
        }

        public void Advance(TimeSpan by)
        {
            _now += by.Ticks;
            foreach ((long due, TimerCallback callback, object? state) in _timers.ToList())
            {
                if (due <= _now) callback(state);
            }
        }
    }
}

using System.Globalization;

namespace AttachmentPacs.Server.Hosting;

/// <summary>
/// Tells the service manager how the server is (systemd, <c>Type=notify</c>): that a long start still goes on, that it serves, that it stops,
/// and, as often as the manager asks by WATCHDOG_USEC, that it is healthy. Healthy means that the index answers a read: while it does not,
/// nothing is said, and the manager restarts the server. Without a manager, nothing happens.
/// </summary>
internal sealed class ServiceNotifier : IAsyncDisposable
{
    // What each message of a start asks for, how often it is sent, and how many times: after an hour the manager takes the start for hung.
    private const string StartTime = "EXTEND_TIMEOUT_USEC=60000000";
    private const int StartRounds = 240;
    private static readonly TimeSpan StartRound = TimeSpan.FromSeconds(15);

    private readonly ServiceSocket? _socket;
    private readonly ServiceWatchdog _watchdog;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _started = new();
    private Task _work = Task.CompletedTask;

    private ServiceNotifier(ServiceSocket? socket, TimeSpan? watchdog, TimeProvider time, ILogger log)
    {
        _socket = socket;
        _time = time;
        _watchdog = new ServiceWatchdog(socket, watchdog / 2, time, log);
    }

    /// <summary>What the manager says in NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID.</summary>
    public static ServiceNotifier FromEnvironment(Func<string, string?> variable, TimeProvider time, ILogger log)
    {
        // sd_watchdog_enabled(3): the interval is meant for the process named, and for any if none is named.
        string? process = variable("WATCHDOG_PID");
        bool isMeant = string.IsNullOrEmpty(process) || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        TimeSpan? watchdog = isMeant && long.TryParse(variable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
        return new ServiceNotifier(ServiceSocket.Open(variable("NOTIFY_SOCKET"), log), watchdog, time, log);
    }

    /// <summary>The start begins: until <see cref="Ready"/> the manager hears that it goes on, however long a migration takes.</summary>
    public void Starting()
    {
        if (_socket is not null) _work = ExtendAsync(_started.Token);
    }

    /// <summary>The server listens. The index is asked at half of the manager's interval.</summary>
    public void Ready(string status, IndexCheck check)
    {
        _started.Cancel();
        if (_socket is null) return;
        _socket.Send("READY=1", $"STATUS={status}");
        _work = Task.WhenAll(_work, _watchdog.RunAsync(check, status, _stop.Token));
    }

    /// <summary>The stop begins: requests under way are let end.</summary>
    public void Stopping() => _socket?.Send("STOPPING=1", "STATUS=Stopping: requests under way are finished");

    /// <summary>The stop is over: the index is asked no more, and may be closed.</summary>
    public async Task StoppedAsync()
    {
        await _started.CancelAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StoppedAsync().ConfigureAwait(false);
        _started.Dispose();
        _stop.Dispose();
        _socket?.Dispose();
    }

    private async Task ExtendAsync(CancellationToken started)
    {
        using var timer = new PeriodicTimer(StartRound, _time);
        for (int round = 0; round < StartRounds; round++)
        {
            _socket!.Send(StartTime, "STATUS=Starting: storage and index are opened");
            if (!await timer.NextAsync(started).ConfigureAwait(false)) return;
        }
    }
}

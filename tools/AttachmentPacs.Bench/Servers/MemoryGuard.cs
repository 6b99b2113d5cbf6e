namespace AttachmentPacs.Bench.Servers;

/// <summary>Looks at the memory of the machine while a server is under load, and kills the server before the machine has none left.</summary>
internal sealed class MemoryGuard : IDisposable
{
    private const long Floor = 3L << 29; // 1.5 GiB
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly ProcessFigures _server;
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _thread;

    /// <summary>Begins.</summary>
    public MemoryGuard(ProcessFigures server)
    {
        _server = server;
        _thread = new Thread(Watch) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>What the server held when it was killed, in bytes; null if it was not.</summary>
    public long? KilledAt { get; private set; }

    /// <summary>Ends.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _thread.Join();
        _end.Dispose();
    }

    private void Watch()
    {
        while (!_end.Token.WaitHandle.WaitOne(Interval))
        {
            if (Available() > Floor || _server.HasEnded) continue;
            KilledAt = _server.PeakMemory();
            _server.Kill();
            return;
        }
    }

    private static long Available() => ProcessFigures.Bytes("/proc/meminfo", "MemAvailable:");
}

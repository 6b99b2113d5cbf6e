using System.Diagnostics;
using System.Net.Sockets;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Load;

/// <summary>Several clients, each a thread and a connection of its own, that share a number of operations.</summary>
internal static class LoadGenerator
{
    // A server that has gone away fails every operation: no need to see them all.
    private const int FailuresInARow = 20;

    /// <summary>Runs a load to its end.</summary>
    /// <param name="clients">How many at a time.</param>
    /// <param name="operations">At most.</param>
    /// <param name="limit">No operation is begun after it.</param>
    /// <param name="open">Makes a client; called by this thread.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public static LoadResult Run(int clients, int operations, TimeSpan limit, Func<ILoadClient> open, CancellationToken stop)
    {
        var work = new Work(operations, limit, stop);
        ILoadClient[] opened = [.. Enumerable.Range(0, clients).Select(_ => open())];
        try
        {
            // Wakes those who wait for an answer.
            using CancellationTokenRegistration ended = stop.Register(() => Array.ForEach(opened, client => client.Abandon()));
            var logs = new ClientLog[clients];
            Thread[] threads = [.. Enumerable.Range(0, clients).Select(i => new Thread(() => logs[i] = RunClient(opened[i], work)) { IsBackground = true })];
            TimeSpan before = ProcessFigures.OwnProcessorTime();
            work.Watch.Start();
            foreach (Thread thread in threads) thread.Start();
            foreach (Thread thread in threads) thread.Join();
            TimeSpan elapsed = work.Watch.Elapsed;
            TimeSpan used = ProcessFigures.OwnProcessorTime() - before;
            stop.ThrowIfCancellationRequested();
            if (logs.FirstOrDefault(log => log.Unexpected is not null)?.Unexpected is { } unexpected) throw new InvalidOperationException("The load generator failed.", unexpected);
            TimeSpan[] latencies = [.. logs.SelectMany(log => log.Latencies).Select(ticks => Stopwatch.GetElapsedTime(0, ticks))];
            Array.Sort(latencies);
            return new LoadResult(
                latencies.Length, logs.Sum(log => log.Failed), logs.Select(log => log.FirstFailure).FirstOrDefault(text => text is not null), elapsed, used, latencies);
        }
        finally
        {
            foreach (ILoadClient client in opened) client.Dispose();
        }
    }

    private static ClientLog RunClient(ILoadClient client, Work work)
    {
        var log = new ClientLog(work.Operations);
        int inARow = 0;
        try
        {
            while (inARow < FailuresInARow && work.TryTake(out int number))
            {
                long started = Stopwatch.GetTimestamp();
                try
                {
                    client.Execute(number);
                    log.Latencies.Add(Stopwatch.GetTimestamp() - started);
                    inARow = 0;
                }
                catch (Exception e) when (e is IOException or SocketException)
                {
                    log.Failed++;
                    log.FirstFailure ??= e.Message;
                    inARow++;
                }
            }
        }
        catch (Exception e)
        {
            // A thread must not let it go: it would end the process and leave servers behind.
            log.Unexpected = e;
        }

        return log;
    }

    private sealed class Work(int operations, TimeSpan limit, CancellationToken stop)
    {
        private int _taken;

        public Stopwatch Watch { get; } = new();

        public int Operations => operations;

        public bool TryTake(out int number)
        {
            number = Interlocked.Increment(ref _taken) - 1;
            return number < operations && Watch.Elapsed < limit && !stop.IsCancellationRequested;
        }
    }

    private sealed class ClientLog(int operations)
    {
        public List<long> Latencies { get; } = new(operations);

        public int Failed { get; set; }

        public string? FirstFailure { get; set; }

        public Exception? Unexpected { get; set; }
    }
}

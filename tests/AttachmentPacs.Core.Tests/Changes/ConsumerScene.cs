using System.Collections.Concurrent;
using System.Threading.Channels;
using AttachmentPacs.Core.Changes;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Changes;

/// <summary>An archive with a consumer of its change log, whose calls the test sees and answers.</summary>
internal sealed class ConsumerScene : IAsyncDisposable
{
    private readonly ConcurrentBag<(CancellationTokenSource Stop, Task Run)> _runs = [];
    private int _instances;

    private ConsumerScene(TestArchive archive) => Archive = archive;

    public TestArchive Archive { get; }

    public ManualTimers Time { get; } = new();

    /// <summary>Sequences of each call, in order.</summary>
    public Channel<long[]> Calls { get; } = Channel.CreateUnbounded<long[]>();

    /// <summary>What each call throws; nothing once empty.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = [];

    public ConcurrentQueue<(int Number, string Text)> Lines { get; } = [];

    public static async Task<ConsumerScene> OpenAsync() => new(await TestArchive.OpenAsync());

    public ChangeReader Reader(ChangeSubscription subscription, ChangeHandler? handler = null) =>
        new ChangeFeed(Archive.Index, Time, new RecordingLog<ChangeFeed>(Lines)).Subscribe(subscription, handler ?? HandleAsync);

    /// <summary>Runs a reader until the returned call stops it, or the test ends.</summary>
    public Func<Task> Run(ChangeReader reader)
    {
        var stop = new CancellationTokenSource();
        Task run = reader.RunAsync(stop.Token);
        _runs.Add((stop, run));
        return async () =>
        {
            await stop.CancelAsync();
            await run.WaitAsync(TimeSpan.FromSeconds(30));
        };
    }

    /// <summary>Stores a new patient: four changes, NewInstance first.</summary>
    public async Task StoreAsync() => await Archive.StoreAsync(DicomBuilder.Instance($"P{++_instances}", study: _instances).ToArray());

    public Task<long[]> CallAsync() => Calls.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public async Task CalledWithAsync(params long[] sequences) => Assert.Equal(sequences, await CallAsync());

    public async Task<long> PositionAsync(string consumer) => (await Archive.Index.ConsumersAsync(default)).GetValueOrDefault(consumer, -1);

    public Task ArrivesAtAsync(string consumer, long position) =>
        Eventually.HoldsAsync($"{consumer} at {position}", async () => await PositionAsync(consumer) == position);

    /// <summary>Waits until the reader waits for its next attempt, and lets that time pass.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        await Eventually.HoldsAsync("a wait for the next attempt", () => Time.Running == 1);
        Time.Advance(time);
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((CancellationTokenSource stop, Task run) in _runs)
        {
            await stop.CancelAsync();
            await run;
            stop.Dispose();
        }

        await Archive.DisposeAsync();
    }

    private Task HandleAsync(IReadOnlyList<ChangeRow> changes, CancellationToken cancellationToken)
    {
        Calls.Writer.TryWrite([.. changes.Select(change => change.Sequence)]);
        return Failures.TryDequeue(out Exception? failure) ? Task.FromException(failure) : Task.CompletedTask;
    }
}

using System.Collections.Concurrent;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Plugins;
using AttachmentPacs.Core.Plugins.Calls;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Plugins;
using AttachmentPacs.TestKit;
using StoredInstance = AttachmentPacs.Core.Ingest.StoredInstance;

namespace AttachmentPacs.Core.Tests.Plugins;

/// <summary>What stands between the archive and the code of plugins.</summary>
public class PluginCallsTests
{
    private readonly ConcurrentQueue<(int Number, string Text)> _lines = [];

    [Fact]
    public void Breaker_opens_after_five_timeouts_in_a_row_and_tries_once_in_a_pause()
    {
        var time = new ManualTimers();
        var breaker = new PluginBreaker(time);
        bool[] opened = [.. Enumerable.Range(0, 6).Select(_ => breaker.TimedOut())];

        Assert.Equal([false, false, false, false, true, false], opened);
        Assert.False(breaker.TryEnter());
        time.Advance(PluginBreaker.Pause);
        Assert.True(breaker.TryEnter());
        Assert.False(breaker.TryEnter());
        Assert.True(breaker.Answered());
        Assert.True(breaker.TryEnter());
        Assert.False(breaker.TimedOut());
    }

    [Fact]
    public async Task Threads_that_block_are_bounded_and_nobody_elses()
    {
        var threads = new PluginThreads("test");
        using var gate = new ManualResetEventSlim();
        int running = 0;
        Task<string?>[] tasks = [.. Enumerable.Range(0, PluginThreads.Most + 5).Select(_ => threads.Run(() =>
        {
            Interlocked.Increment(ref running);
            gate.Wait();
            return Task.FromResult(Thread.CurrentThread.Name);
        }))];

        await Eventually.HoldsAsync("all threads are taken", () => Volatile.Read(ref running) == PluginThreads.Most);
        gate.Set();

        Assert.All(await Task.WhenAll(tasks), name => Assert.Equal("plugin test", name));
    }

    [Fact]
    public async Task Stored_instances_beyond_the_queue_are_counted_and_logged()
    {
        var listener = new Listener();
        LoadedPlugin plugin = Plugin(listener);
        var queue = new StoredQueue(plugin, listener, new PluginsOptions(), TimeProvider.System, new RecordingLog<PluginCallsTests>(_lines));
        StoredInstance stored = new(new IngestResult(IngestStatus.Success, new InstanceIdentity("P", "1", "2", "3", "4")), IngestOrigin.Import);
        using var stop = new CancellationTokenSource();

        for (int i = 0; i < StoredQueue.Most + 7; i++) queue.Add(stored);
        Task run = queue.RunAsync(stop.Token);
        await Eventually.HoldsAsync("all that waited are told", () => listener.Told == StoredQueue.Most);
        await stop.CancelAsync();
        await run;

        Assert.Equal(
            [(1048, $"{StoredQueue.Most} stored instances wait for plugin P to be told of: it is not told of those that come now"), (1049, "Plugin P was not told of 7 stored instances")], _lines);
    }

    [Fact]
    public async Task Call_in_the_background_that_takes_long_is_logged_and_waited_for()
    {
        LoadedPlugin plugin = Plugin(new Listener());
        var time = new ManualTimers();
        var end = new TaskCompletionSource();
        Task<bool> call = BackgroundCall.RunAsync(plugin, _ => end.Task, TimeSpan.FromSeconds(1), time, new RecordingLog<PluginCallsTests>(_lines), default);

        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync("it is logged", () => !_lines.IsEmpty);
        Assert.False(call.IsCompleted);
        end.SetResult();

        Assert.False(await call);
        Assert.Equal(1050, Assert.Single(_lines).Number);
    }

    private static LoadedPlugin Plugin(IPlugin plugin) => new("P", "P.dll", plugin, plugin.Info, new PluginThreads("P"));

    private sealed class Listener : IPlugin, IStoredListener
    {
        private int _told;

        public int Told => Volatile.Read(ref _told);

        public PluginInfo Info { get; } = new("Counts", "1");

        public Task StartAsync(IPluginHost host, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task OnStoredAsync(AttachmentPacs.Plugins.StoredInstance instance, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _told);
            return Task.CompletedTask;
        }
    }
}

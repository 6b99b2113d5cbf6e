using System.Reflection;
using System.Text;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Telemetry;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttachmentPacs.Server.Tests.Telemetry;

/// <summary>A scrape waits for the store no longer than its patience; maxima are those of late.</summary>
public sealed class StoreGaugesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimers _time = new();

    [Fact]
    public async Task Scrape_of_an_index_that_hangs_shows_the_last_figures_and_how_old_they_are()
    {
        IIndex index = DispatchProxy.Create<IIndex, ScriptedIndex>();
        var script = (ScriptedIndex)(object)index;
        var options = new ServerOptions { Storage = { Directory = _folder.Path }, Database = { Sqlite = { Path = _folder.Combine("index.db") } } };
        using var gauges = new StoreGauges(index, options, _time, NullLogger<StoreGauges>.Instance);
        using var page = new MetricsPage(gauges, _time);
        script.Statistics = Task.FromResult(new IndexStatistics(1, 2, 3, 4, 5, 6));
        Assert.Equal((4, 0), await ScrapeAsync(page));

        var hang = new TaskCompletionSource<IndexStatistics>();
        script.Statistics = hang.Task;
        Task<(double, double)> scrape = ScrapeAsync(page);
        await Eventually.HoldsAsync("the limit is set", () => _time.Running == 1);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal((4, 4), await scrape);

        hang.SetResult(new IndexStatistics(1, 2, 3, 7, 5, 6));
        await Eventually.HoldsAsync("the figures that were late are there", () => gauges.Sample!.Statistics.Instances == 7);
    }

    [Fact]
    public async Task Scrape_of_an_index_that_fails_asks_it_once_and_says_so_once()
    {
        IIndex index = DispatchProxy.Create<IIndex, ScriptedIndex>();
        var script = (ScriptedIndex)(object)index;
        var options = new ServerOptions { Storage = { Directory = _folder.Path }, Database = { Sqlite = { Path = _folder.Combine("index.db") } } };
        var log = new RecordingLog<StoreGauges>();
        using var gauges = new StoreGauges(index, options, _time, log);
        using var page = new MetricsPage(gauges, _time);
        script.Statistics = Task.FromException<IndexStatistics>(new TimeoutException());
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal((0, 10), await ScrapeAsync(page));

        Assert.Equal(1, script.Asked);
        Assert.Equal(2032, Assert.Single(log.Lines).Number);
    }

    [Fact]
    public void Recent_maximum_is_that_of_the_last_two_windows_of_10_s()
    {
        var recent = new RecentMaximum(_time);
        recent.Observe(5);
        recent.Observe(3);
        Assert.Equal(5, recent.Value);

        _time.Advance(TimeSpan.FromSeconds(10));
        recent.Observe(1);
        Assert.Equal(5, recent.Value);

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, recent.Value);

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, recent.Value);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(double Instances, double Age)> ScrapeAsync(MetricsPage page)
    {
        var shown = new Exposition(Encoding.UTF8.GetString(await page.WriteAsync(withOrthanc: false, default)));
        return (shown.Sum("attachmentpacs_store_resources", "level=instance"), shown.Sum("attachmentpacs_store_sample_age_seconds"));
    }

    /// <summary>An index that is only asked for its statistics and its last change, and answers as the test says.</summary>
    public class ScriptedIndex : DispatchProxy
    {
        /// <summary>The answer to the next question.</summary>
        public Task<IndexStatistics> Statistics { get; set; } = null!;

        /// <summary>How often it was asked.</summary>
        public int Asked => _asked;

        private int _asked;

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name switch
        {
            nameof(IIndexReader.StatisticsAsync) when Interlocked.Increment(ref _asked) > 0 => new ValueTask<IndexStatistics>(Statistics),
            nameof(IIndexReader.LastChangeAsync) => new ValueTask<ChangePage>(new ChangePage([], true, 9)),
            _ => throw new NotSupportedException(targetMethod?.Name),
        };
    }
}

using System.Collections.Concurrent;
using AttachmentPacs.Core.Changes;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Changes;

public sealed class StabilityWatchTests : IAsyncLifetime
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<(int Number, string Text)> _lines = [];
    private TestArchive? _archive;

    private static CancellationToken None => CancellationToken.None;

    private TestArchive Archive => _archive!;

    // To the millisecond, as the index keeps dates.
    private DateTimeOffset Start { get; } = new(2026, 11, 20, 23, 10, 32, TimeSpan.Zero);

    public async Task InitializeAsync()
    {
        _archive = await TestArchive.OpenAsync();
        Archive.Time.Now = Start;
    }

    public async Task DisposeAsync() => await Archive.DisposeAsync();

    [Fact]
    public async Task Resources_become_stable_when_no_instance_has_come_for_the_age()
    {
        StabilityWatch watch = Watch(Age);
        Assert.Equal(Age, await watch.SettleAsync(None));
        await StoreAsync("P", 1);
        Assert.Equal(Age, await watch.SettleAsync(None));

        Archive.Time.Now = Start.AddSeconds(59.5);
        Assert.Equal(TimeSpan.FromSeconds(1), await watch.SettleAsync(None));
        await StoreAsync("P", 2);
        Archive.Time.Now = Start.AddSeconds(60);
        Assert.Equal(TimeSpan.FromSeconds(59.5), await watch.SettleAsync(None));
        Assert.Empty(await StableAsync());

        Archive.Time.Now = Start.AddSeconds(119.5);
        Assert.Equal(Age, await watch.SettleAsync(None));
        Assert.Equal([ChangeType.StableSeries, ChangeType.StableStudy, ChangeType.StablePatient], await StableAsync());
    }

    [Fact]
    public async Task Backlog_of_many_batches_is_logged_at_once()
    {
        for (int i = 0; i < 3; i++) await StoreAsync($"P{i}", 1);
        for (int i = 0; i < 600; i++) await Archive.Index.StoreAsync(Instance(i), None);
        Archive.Time.Now = Start.AddDays(2);

        Assert.Equal(Age, await Watch(Age).SettleAsync(None));

        Assert.Equal(3 * 603, (await StableAsync()).Count);
    }

    [Fact]
    public async Task Mark_in_the_future_counts_from_when_the_clock_was_found_set_back()
    {
        Archive.Time.Now = Start.AddYears(1);
        await StoreAsync("P", 1);
        Archive.Time.Now = Start;
        StabilityWatch watch = Watch(Age);

        Assert.Equal(Age, await watch.SettleAsync(None));
        Assert.Empty(await StableAsync());
        Archive.Time.Now = Start + Age;
        await watch.SettleAsync(None);
        Assert.Equal(3, (await StableAsync()).Count);
    }

    [Theory]
    [InlineData(30 * 24 * 3600.0, 3600.0)]
    [InlineData(0.2, 0.2)]
    [InlineData(0.000001, 0.001)]
    public async Task Wait_is_within_what_a_timer_takes(double age, double wait) =>
        Assert.Equal(TimeSpan.FromSeconds(wait), await Watch(TimeSpan.FromSeconds(age)).SettleAsync(None));

    [Fact]
    public async Task Failure_is_logged_and_tried_again_and_no_change_is_lost()
    {
        await StoreAsync("P", 1);
        Archive.Time.Now = Start + Age;
        int failures = 2;
        Archive.Index.BeforeSettle = () =>
        {
            if (Interlocked.Decrement(ref failures) >= 0) throw new IndexUnavailableException("The disk hangs.", null);
        };
        using var stop = new CancellationTokenSource();

        Task running = Watch(TimeSpan.FromMilliseconds(20)).RunAsync(stop.Token);
        await Eventually.HoldsAsync("the changes are logged", async () => (await StableAsync()).Count == 3);
        await stop.CancelAsync();
        await running;

        Assert.Equal([1070, 1070], _lines.Select(line => line.Number));
        Assert.Equal("StableSeries, StableStudy and StablePatient changes could not be logged; tried again in 00:00:00.0200000, and none is lost", _lines.First().Text);
    }

    private StabilityWatch Watch(TimeSpan age) => new(Archive.Index, Archive.Time, age, new RecordingLog<StabilityWatch>(_lines));

    private async Task StoreAsync(string patient, int instance) => await Archive.StoreAsync(DicomBuilder.Instance(patient, 1, 1, instance).ToArray());

    private static NewInstance Instance(int patient)
    {
        string id = $"Q{patient}";
        return new NewInstance(
            new(ResourceId.ForPatient(id), [], []), new(ResourceId.ForStudy(id, "1"), [], []),
            new(ResourceId.ForSeries(id, "1", "1"), [], []),
            new(ResourceId.ForInstance(id, "1", "1", "1"), [], []), [], DuplicatePolicy.Ignore, null);
    }

    private async Task<IReadOnlyList<ChangeType>> StableAsync()
    {
        ChangePage page = await Archive.Index.ChangesAsync(0, null, 10_000, [ChangeType.StableSeries, ChangeType.StableStudy, ChangeType.StablePatient], false, None);
        return [.. page.Changes.Select(change => change.Type)];
    }
}

using AttachmentPacs.Cli.Import;
using AttachmentPacs.Cli.Progress;

namespace AttachmentPacs.Cli.Tests.Progress;

public sealed class ProgressTests
{
    [Fact]
    public async Task Display_on_a_terminal_shows_a_bar_until_the_work_ends()
    {
        using var error = new StringWriter();
        using var notices = new Notices(error);
        var work = new TaskCompletionSource();
        int lines = 0;

        await new ProgressDisplay(notices, error, isTerminal: true, isWanted: true, TimeProvider.System).ShowAsync(() =>
        {
            if (++lines == 3) work.SetResult();
            return ("[7] of 10 files", 0.7);
        }, work.Task);

        Assert.Contains("[7] of 10 files", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Display_shows_how_the_work_failed()
    {
        using var error = new StringWriter();
        using var notices = new Notices(error);
        var display = new ProgressDisplay(notices, error, isTerminal: true, isWanted: true, TimeProvider.System);

        await Assert.ThrowsAsync<InvalidOperationException>(() => display.ShowAsync(() => ("files", null), Task.FromException(new InvalidOperationException())));
    }

    [Fact]
    public void Notices_storm_is_cut_off_and_counted()
    {
        using var error = new StringWriter();
        using var notices = new Notices(error);

        for (int i = 0; i < 30; i++) notices.Say($"line {i} \u001b[2J");

        Assert.Equal(20, error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.DoesNotContain('\u001b', error.ToString());
        Assert.StartsWith("10 more", notices.Rest(), StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_line_tells_rate_and_time_left()
    {
        var time = new SteppedTime();
        var tally = new ImportTally((_, _) => { });
        var summary = new ImportSummary(tally, isDryRun: false, time);
        summary.Expect(100);
        for (int i = 0; i < 20; i++) tally.Add("file", 1_000_000, i == 0 ? new ImportResult(ImportKind.Refused, "Truncated", "cut") : ImportResult.Stored);
        time.Seconds = 4;

        (string text, double? part) = summary.Line();

        Assert.Equal("20 of 100 files, 20.0 MB, 5 files/s, 5.0 MB/s, 1 refused, 00:00:16 left", text);
        Assert.Equal(0.2, part);
    }

    [Fact]
    public void Summary_line_archive_held_more_than_was_expected_tells_no_total()
    {
        var tally = new ImportTally((_, _) => { });
        var summary = new ImportSummary(tally, isDryRun: false, new SteppedTime());
        summary.Expect(1);
        for (int i = 0; i < 20; i++) tally.Add("a.zip!file", 1_000_000, ImportResult.Stored);

        (string text, double? part) = summary.Line();

        Assert.Equal("20 files, 20.0 MB, 0 files/s, 0.0 MB/s", text);
        Assert.Null(part);
    }

    private sealed class SteppedTime : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}

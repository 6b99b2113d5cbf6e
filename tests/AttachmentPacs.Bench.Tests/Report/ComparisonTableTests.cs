using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Report;
using AttachmentPacs.Bench.Scenarios;

namespace AttachmentPacs.Bench.Tests.Report;

public sealed class ComparisonTableTests
{
    [Theory]
    [InlineData(30, 10, 3.0, true, "3.00 (>= 3 yes)")]
    [InlineData(29, 10, 3.0, true, "2.90 (>= 3 NO)")]
    [InlineData(1, 4, 0.35, false, "0.250 (<= 0.35 yes)")]
    [InlineData(2, 4, 0.35, false, "0.500 (<= 0.35 NO)")]
    [InlineData(5, 4, null, true, "1.25")]
    [InlineData(5, 0, 2.0, true, "")]
    public void Ratio_says_whether_what_is_wanted_is_reached(double ours, double theirs, double? wanted, bool isAtLeast, string expected) =>
        Assert.Equal(expected, ComparisonTable.Ratio(ours, theirs, wanted, isAtLeast));

    [Fact]
    public void Table_has_the_ratios_in_the_row_of_the_other()
    {
        var scenario = new UploadScenario(SampleFiles.SmallName, 8, 1, new Target(Rate: 5));

        string[] lines = ComparisonTable.Of([(scenario, [Of("AttachmentPacs", 1200), Of("Orthanc", 200)])]).Split('\n');

        Assert.Equal(5, lines.Length);
        Assert.Single(lines[..4].Select(line => line.Length).Distinct());
        Assert.Contains("upload small 10 KB, 8 clients", lines[2], StringComparison.Ordinal);
        Assert.Contains("1,200", lines[2], StringComparison.Ordinal);
        Assert.Contains("6.00 (>= 5 yes)", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_of_rounds_are_their_medians()
    {
        Figures figures = Figures.Of("x", [Round(10, 1), Round(30, 3), Round(20, 2)], 2, null);

        Assert.Equal(40, figures.Rate, 6);
        Assert.Equal(50, figures.ServerTime!.Value, 6);
        Assert.Equal(2, figures.PeakMemory);
        Assert.Equal((60, 3), (figures.Done, figures.Failed));
        Assert.Equal("refused", figures.Trouble);
    }

    [Fact]
    public void Figures_of_no_rounds_are_none()
    {
        Figures figures = Figures.Of("x", [], 1, "gone");

        Assert.True(double.IsNaN(figures.Rate));
        Assert.Null(figures.PeakMemory);
        Assert.Equal("gone", figures.Trouble);
    }

    private static Figures Of(string server, double rate) => new() { Server = server, Rate = rate, P50 = 1, P99 = 2, GeneratorTime = 0.1, Done = 1, Failed = 0 };

    // A second long, half of it in the server for each ten operations of two units.
    private static Measurement Round(int done, int mebibytes) => new(
        new LoadResult(done, 1, "refused", TimeSpan.FromSeconds(1), TimeSpan.Zero, [.. Enumerable.Repeat(TimeSpan.FromMilliseconds(5), done)]),
        TimeSpan.FromSeconds(done / 10.0), (long)mebibytes << 20);
}

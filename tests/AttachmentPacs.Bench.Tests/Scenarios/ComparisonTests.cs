using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Report;
using AttachmentPacs.Bench.Scenarios;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Bench.Tests.Scenarios;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData("upload-small-4")]
    [InlineData("store-small-4-ordinary")]
    [InlineData("get-ct-file")]
    public void Run_of_a_scenario_on_this_archive_counts_what_it_did(string name)
    {
        using var folder = new TemporaryFolder();
        BenchOptions options = Options(folder);
        var files = new SampleFiles(InstanceTemplate.Of(MadeFile.Create(128), "made"), InstanceTemplate.Of(MadeFile.Create(32), "made"));
        IScenario scenario = ScenarioList.Choose([name])[0];

        Figures figures;
        using (var comparison = new Comparison(options, files, TextWriter.Null, CancellationToken.None)) figures = comparison.Run(scenario)[0];

        Assert.Null(figures.Trouble);
        Assert.Equal(0, figures.Failed);
        Assert.Equal(options.Scaled(scenario.Operations), figures.Done);
        Assert.True(figures.ServerTime > 0);
        Assert.True(figures.PeakMemory > 10);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Names_of_scenarios_are_unique() => Assert.Equal(ScenarioList.All.Count, ScenarioList.All.Select(scenario => scenario.Name).Distinct().Count());

    [Fact]
    public void Choose_by_beginnings_takes_whole_words_only()
    {
        Assert.Equal(["upload-ct-1", "upload-ct-4", "upload-ct-8"], ScenarioList.Choose(["upload-ct"]).Select(scenario => scenario.Name));
        Assert.Equal(["changes"], ScenarioList.Choose(["changes"]).Select(scenario => scenario.Name));
        Assert.Throws<ArgumentException>(() => ScenarioList.Choose(["upload-c"]));
    }

    [Fact]
    public void Plan_has_floors_and_chart_unless_other_things_are_named()
    {
        (int, bool, bool) Of(params string[] names) => BenchPlan.Of(names) is var plan ? (plan.Scenarios.Count, plan.HasFloors, plan.HasChart) : default;

        Assert.Equal((ScenarioList.All.Count, true, true), Of());
        Assert.Equal((0, true, false), Of("floors"));
        Assert.Equal((1, false, true), Of("changes", "chart"));
        Assert.Throws<ArgumentException>(() => Of("chart", "nothing"));
    }

    private static BenchOptions Options(TemporaryFolder folder) => new BenchOptions
    {
        IsQuick = true,
        Folder = folder.Path,
        Servers = ["attachmentpacs"],
        Program = Path.Combine(AppContext.BaseDirectory, "AttachmentPacs.Server.dll"),
    }.Settled() with { Limit = TimeSpan.FromMinutes(1) };
}

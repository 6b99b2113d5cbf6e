using AttachmentPacs.Core.Commitment;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Commitment;

/// <summary>Ends between the steps of a request: a service that comes after knows what the index knows.</summary>
public class InterruptedCommitmentTests
{
    [Theory]
    [InlineData(CommitmentState.Verified, 1)]
    [InlineData(CommitmentState.Done, 2)]
    public async Task Request_that_ends_before_a_step_is_kept_is_taken_up_there(CommitmentState step, int deliveries)
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        SopReference stored = await scene.StoreAsync(DicomBuilder.Instance("P1"));
        await scene.AskAsync("1.1", stored);
        bool isOver = false;
        scene.Archive.Index.BeforeAdvance = next =>
        {
            isOver |= next.To == step;
            if (isOver) throw new EndOfProcess(step);
        };
        await Assert.ThrowsAsync<EndOfProcess>(() => scene.Service.RoundAsync(default));

        scene.Archive.Index.BeforeAdvance = null;
        scene.Restart();
        scene.Archive.Time.Now += TimeSpan.FromMinutes(2);
        await scene.Service.RoundAsync(default);

        Assert.Equal(deliveries, scene.Delivered.Count);
        Assert.All(scene.Delivered, report => Assert.Equal([stored], report.Succeeded));
        Assert.Equal(CommitmentState.Done, (await scene.RowAsync("1.1")).State);
    }

    [Fact]
    public async Task Request_that_is_stopped_goes_on_with_the_instances_that_were_not_read()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        await scene.AskAsync("1.1", [.. Enumerable.Range(1, 2500).Select(i => new SopReference(DicomBuilder.SopClass, $"1.2.{i}"))]);
        using var stop = new CancellationTokenSource();
        int batches = 0;
        scene.Archive.Index.BeforeAdvance = _ =>
        {
            if (++batches == 2) stop.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.Service.RoundAsync(stop.Token));
        List<int> again = [];
        scene.Archive.Index.BeforeAdvance = next => again.AddRange(next.Outcomes.Select(outcome => outcome.Number));

        scene.Restart();
        await scene.Service.RoundAsync(default);

        Assert.Equal(Enumerable.Range(2000, 500), again.Order());
        Assert.Equal(2500, Assert.Single(scene.Delivered).Failed.Count);
    }

    [Fact]
    public async Task Request_of_100_000_instances_is_reported_whole()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        SopReference stored = await scene.StoreAsync(DicomBuilder.Instance("P1"));
        SopReference[] asked = [.. Enumerable.Range(1, 99_999).Select(i => new SopReference(DicomBuilder.SopClass, $"1.2.826.0.1.3680043.10.1234.5.6.{i}")), stored];

        Assert.Equal(CommitmentReception.Taken, await scene.AskAsync("1.1", asked));
        await scene.Service.RoundAsync(default);

        CommitmentReport report = Assert.Single(scene.Delivered);
        Assert.Equal(asked[..^1], report.Failed.Select(failed => failed.Reference));
        Assert.Equal([stored], report.Succeeded);
    }

    private sealed class EndOfProcess(CommitmentState state) 
        : Exception($"The process ended before {state} was kept");
}

using AttachmentPacs.Core.Commitment;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Commitment;

/// <summary>Reports to a modality that is off do not hold up those to others.</summary>
public class DeadReceiverTests
{
    private static readonly SopReference Unknown = new(DicomBuilder.SopClass, "1.2.3");

    [Fact]
    public async Task Reports_that_hang_leave_room_for_those_to_others()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        scene.Delay = (title, token) => title == CommitmentScene.Modality ? Task.Delay(Timeout.Infinite, token) : null;
        for (int i = 1; i <= 8; i++) await scene.AskAsync($"1.{i}", Unknown);
        using var stop = new CancellationTokenSource();
        Task running = scene.Service.RunAsync(stop.Token);
        await scene.AskAsAsync("OTHER", "2.1", Unknown);

        await Eventually.HoldsAsync("the other has its report", () => !scene.Delivered.IsEmpty);

        await stop.CancelAsync();
        await running;
        Assert.Equal("2.1", Assert.Single(scene.Delivered).TransactionUid);
    }

    [Fact]
    public async Task Receiver_of_a_report_that_did_not_arrive_is_tried_by_one_until_that_arrives()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        scene.Refusal = () => new IOException("nobody listens");
        for (int i = 1; i <= 12; i++) await scene.AskAsync($"1.{i}", Unknown);
        Assert.Equal(12, await scene.Service.RoundAsync(default));
        scene.Archive.Time.Now += TimeSpan.FromSeconds(30);
        Assert.Equal(1, await scene.Service.RoundAsync(default));
        scene.Archive.Time.Now += TimeSpan.FromSeconds(59);
        Assert.Equal(0, await scene.Service.RoundAsync(default));
        Assert.Equal(CommitmentReception.Taken, await scene.AskAsync("1.13", Unknown));
        Assert.Equal(1, await scene.Service.RoundAsync(default));

        scene.Refusal = null;
        scene.Archive.Time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(12, await scene.Service.RoundAsync(default));
        scene.Archive.Time.Now += TimeSpan.FromSeconds(30);
        Assert.Equal(1, await scene.Service.RoundAsync(default));
    }

    [Fact]
    public async Task Reports_whose_time_is_over_are_tried_once_more_and_given_up()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        scene.Refusal = () => new IOException("nobody listens");
        for (int i = 1; i <= 3; i++) await scene.AskAsync($"1.{i}", Unknown);
        await scene.Service.RoundAsync(default);
        scene.Archive.Time.Now += scene.Options.CommitmentRetryFor;

        Assert.Equal(3, await scene.Service.RoundAsync(default));
        for (int i = 1; i <= 3; i++) Assert.Equal(CommitmentState.GivenUp, (await scene.RowAsync($"1.{i}")).State);
    }
}

using AttachmentPacs.Core.Commitment;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Commitment;

/// <summary>Requests of modalities from their N-ACTION to their report.</summary>
public class CommitmentServiceTests
{
    private static readonly SopReference Unknown = new(DicomBuilder.SopClass, "1.2.3");

    [Fact]
    public async Task Request_of_sound_instances_is_reported_as_a_success()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        SopReference[] stored = [await scene.StoreAsync(DicomBuilder.Instance("P1")), await scene.StoreAsync(DicomBuilder.Instance("P1", instance: 2))];

        Assert.Equal(CommitmentReception.Taken, await scene.AskAsync("1.1", stored));
        Assert.Equal(1, await scene.Service.RoundAsync(default));

        CommitmentReport report = Assert.Single(scene.Delivered);
        Assert.Equal(("1.1", CommitmentScene.Modality, "ARCHIVE", "ct1", 1), (report.TransactionUid, report.RemoteAeTitle, report.LocalAeTitle, report.Modality, report.EventTypeId));
        Assert.Equal(stored, report.Succeeded);
        Assert.Empty(report.Failed);
        Assert.Equal(CommitmentState.Done, (await scene.RowAsync("1.1")).State);
        Assert.Equal((1082, "Storage commitment 1.1 was reported to MODALITY1: 2 instances are safe, 0 are not"), Assert.Single(scene.Lines));
        Assert.Equal(0, await scene.Service.RoundAsync(default));
    }

    [Fact]
    public async Task Report_names_each_instance_once_with_its_own_reason()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        SopReference sound = await scene.StoreAsync(DicomBuilder.Instance("P1"));
        SopReference damaged = await scene.StoreAsync(DicomBuilder.Instance("P1", instance: 2).Pixels(new byte[50_000]));
        await scene.FlipAsync(damaged);
        SopReference other = sound with { SopClassUid = "1.2.840.10008.5.1.4.1.1.2" };

        await scene.AskAsync("1.1", Unknown, sound, damaged, sound, other, Unknown);
        await scene.Service.RoundAsync(default);

        CommitmentReport report = Assert.Single(scene.Delivered);
        Assert.Equal(2, report.EventTypeId);
        Assert.Equal([sound], report.Succeeded);
        Assert.Equal([new(Unknown, 0x0112), new(damaged, 0x0110), new(other, 0x0119)], report.Failed);
    }

    [Fact]
    public async Task Request_that_cannot_be_taken_says_why()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        scene.Options.CommitmentReports = 1;
        SopReference[] many = [.. Enumerable.Range(0, CommitmentService.MostReferences + 1).Select(i => new SopReference("1.2", $"1.3.{i}"))];

        Assert.Equal(CommitmentReception.Invalid, await scene.AskAsync("1.1"));
        Assert.Equal(CommitmentReception.Invalid, await scene.AskAsync("", Unknown));
        Assert.Equal(CommitmentReception.Invalid, await scene.AskAsync("no uid", Unknown));
        Assert.Equal(CommitmentReception.Invalid, await scene.AskAsync("1.1", Unknown with { SopInstanceUid = new string('1', 65) }));
        Assert.Equal(CommitmentReception.Invalid, await scene.Service.ReceiveAsync("1.1", "SEVENTEEN_LETTERS", "A", "", [Unknown], default));
        Assert.Equal(CommitmentReception.TooMany, await scene.AskAsync("1.1", many));
        Assert.Equal(CommitmentReception.Taken, await scene.AskAsync("1.1", Unknown));
        Assert.Equal(CommitmentReception.TooMany, await scene.AskAsync("1.2", Unknown));
        Assert.Equal(CommitmentReception.DuplicateTransaction, await scene.AskAsync("1.1", Unknown with { SopInstanceUid = "1.2.4" }));
    }

    [Fact]
    public async Task Request_that_comes_again_is_reported_again_by_what_is_true_then()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        await scene.AskAsync("1.1", Unknown with { SopInstanceUid = DicomBuilder.Uid(1, 1, 1) });
        await scene.Service.RoundAsync(default);
        SopReference stored = await scene.StoreAsync(DicomBuilder.Instance("P1"));

        Assert.Equal(CommitmentReception.Repeated, await scene.AskAsync("1.1", stored));
        await scene.Service.RoundAsync(default);

        Assert.Equal([2, 1], scene.Delivered.Select(report => report.EventTypeId));
    }

    [Fact]
    public async Task Report_that_does_not_arrive_is_sent_again_at_growing_intervals_until_it_is_given_up()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        scene.Refusal = () => new IOException("nobody listens");
        DateTimeOffset start = scene.Archive.Time.Now;
        await scene.AskAsync("1.1", Unknown);
        List<TimeSpan> attempts = [];
        while (await scene.Service.RoundAsync(default) > 0 && await scene.RowAsync("1.1") is { NextAttempt: { } next })
        {
            attempts.Add(next - scene.Archive.Time.Now);
            Assert.Equal(0, await scene.Service.RoundAsync(default));
            scene.Archive.Time.Now = next;
        }

        Assert.Equal([0.5, 1, 2, 4, 8, 16, 32, 60, 60], attempts.Take(9).Select(pause => Math.Round(pause.TotalMinutes, 2)));
        Assert.InRange(scene.Archive.Time.Now - start, TimeSpan.FromHours(22), TimeSpan.FromHours(24));
        CommitmentRow row = await scene.RowAsync("1.1");
        Assert.Equal((CommitmentState.GivenUp, "The report could not be delivered within 1.00:00:00: nobody listens"), (row.State, row.Problem));
        Assert.Equal(1084, scene.Lines.Last().Number);
        Assert.StartsWith("Storage commitment 1.1 could not be reported to MODALITY1: nobody listens. That was attempt 1;", scene.Lines.First().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_that_is_late_says_what_was_deleted_meanwhile()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        SopReference stays = await scene.StoreAsync(DicomBuilder.Instance("P1"));
        SopReference goes = await scene.StoreAsync(DicomBuilder.Instance("P2", study: 2));
        scene.Refusal = () => new IOException("nobody listens");
        await scene.AskAsync("1.1", stays, goes);
        await scene.Service.RoundAsync(default);
        await scene.Archive.Index.DeleteAsync(Dicom.Identity.ResourceId.ForPatient("P2"), Dicom.Identity.ResourceLevel.Patient, default);

        scene.Refusal = null;
        scene.Archive.Time.Now += TimeSpan.FromMinutes(2);
        await scene.Service.RoundAsync(default);

        CommitmentReport report = Assert.Single(scene.Delivered);
        Assert.Equal([stays], report.Succeeded);
        Assert.Equal([new(goes, 0x0112)], report.Failed);
    }

    [Fact]
    public async Task Service_that_runs_reports_what_comes_and_what_was_left()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        await scene.AskAsync("1.1", Unknown);
        scene.Restart();
        using var stop = new CancellationTokenSource();
        Task running = scene.Service.RunAsync(stop.Token);
        for (int i = 2; i < 30; i++) Assert.Equal(CommitmentReception.Taken, await scene.AskAsync($"1.{i}", Unknown));

        await Eventually.HoldsAsync("all are reported", () => scene.Delivered.Count == 29);

        await stop.CancelAsync();
        await running;
        Assert.Equal(29, scene.Delivered.Select(report => report.TransactionUid).Distinct().Count());
    }

    [Fact]
    public async Task Service_without_a_door_leaves_requests_for_when_there_is_one()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        await scene.AskAsync("1.1", Unknown);
        using var closed = new CommitmentService(
            scene.Archive.Index, scene.Verifier, scene.Options, scene.Archive.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<CommitmentService>.Instance);

        Assert.Equal(0, await closed.RoundAsync(default));
        Assert.Equal(1, await scene.Service.RoundAsync(default));
    }

    [Fact]
    public async Task Ended_requests_are_forgotten_beyond_the_number_that_is_kept()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        scene.Options.CommitmentReports = 3;
        for (int i = 1; i <= 5; i++)
        {
            await scene.AskAsync($"1.{i}", Unknown);
            await scene.Service.RoundAsync(default);
        }

        Assert.Null(await scene.Archive.Index.CommitmentAsync(CommitmentRole.Asked, "1.2", null, default));
        Assert.Equal(CommitmentState.Done, (await scene.RowAsync("1.3")).State);
    }
}

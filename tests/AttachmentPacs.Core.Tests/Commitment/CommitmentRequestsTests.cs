using AttachmentPacs.Core.Commitment;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Commitment;

/// <summary>Requests of ours, and the reports that come for them, or do not.</summary>
public class CommitmentRequestsTests
{
    private const string Remote = "LONGTERM";
    private static readonly SopReference A = new("1.2.840.10008.5.1.4.1.1.2", "1.2.1");
    private static readonly SopReference B = new("1.2.840.10008.5.1.4.1.1.2", "1.2.2");
    private static readonly SopReference C = new("1.2.840.10008.5.1.4.1.1.2", "1.2.3");

    [Fact]
    public async Task Request_is_pending_until_its_report_comes_and_a_success_if_all_is_safe()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        CommitmentRequests requests = Requests(scene);
        string uid = await requests.CreateAsync(Remote, "ARCHIVE", "longterm", [A, B, A], default);
        Assert.StartsWith("2.25.", uid, StringComparison.Ordinal);
        Assert.True(DicomUid.IsOne(uid));
        Assert.Equal(("Pending", 0, 0), await StatusAsync(requests, uid));

        Assert.Equal(CommitmentReceipt.Taken, await requests.TakeAsync(Report(uid, [B, A]), default));

        Assert.Equal(("Success", 2, 0), await StatusAsync(Requests(scene), uid));
        Assert.Equal([A, B], (await requests.FindAsync(uid, default))!.Succeeded);
        Assert.Equal(CommitmentReceipt.Repeated, await requests.TakeAsync(Report(uid, [], new FailedReference(A, 0x0110)), default));
        Assert.Equal(("Success", 2, 0), await StatusAsync(requests, uid));
    }

    [Fact]
    public async Task Instance_is_safe_only_if_the_report_says_so_and_nothing_else()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        CommitmentRequests requests = Requests(scene);
        SopReference d = new(A.SopClassUid, "1.2.4");
        string uid = await requests.CreateAsync(Remote, "ARCHIVE", "longterm", [A, B, C, d], default);
        SopReference otherClass = C with { SopClassUid = "1.2.840.10008.5.1.4.1.1.4" };
        SopReference notAsked = new("1.2", "1.9");

        // B both ways, C as another class, D not at all.
        await requests.TakeAsync(Report(uid, [A, B, otherClass, notAsked], new FailedReference(B, 0x0213), new FailedReference(notAsked, 0x0112)), default);

        CommitmentStatus status = Assert.IsType<CommitmentStatus>(await requests.FindAsync(uid, default));
        Assert.Equal("Failure", status.Word);
        Assert.Equal([A], status.Succeeded);
        Assert.Equal([new(B, 0x0213), new(C, 0x0119), new(d, 0x0110)], status.Failed);
    }

    [Fact]
    public async Task Report_of_somebody_else_or_of_nothing_is_not_taken()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        CommitmentRequests requests = Requests(scene);
        string uid = await requests.CreateAsync(Remote, "ARCHIVE", "longterm", [A], default);

        Assert.Equal(CommitmentReceipt.Unknown, await requests.TakeAsync(Report(uid, [A]) with { RemoteAeTitle = "STRANGER" }, default));
        Assert.Equal(CommitmentReceipt.Unknown, await requests.TakeAsync(Report("1.2.3", [A]), default));
        Assert.Equal(("Pending", 0, 0), await StatusAsync(requests, uid));
        Assert.Equal([1089, 1089], scene.Lines.Select(line => line.Number));
    }

    [Fact]
    public async Task Request_that_was_refused_is_a_failure_that_says_why_and_a_late_report_counts()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        CommitmentRequests requests = Requests(scene);
        string uid = await requests.CreateAsync(Remote, "ARCHIVE", "longterm", [A], default);

        await requests.FailAsync(uid, Remote, "LONGTERM answered the N-ACTION with 0213");
        Assert.Equal(("Failure", 0, 1), await StatusAsync(requests, uid));
        Assert.Equal("LONGTERM answered the N-ACTION with 0213", (await requests.FindAsync(uid, default))!.Row.Problem);

        await requests.TakeAsync(Report(uid, [A]), default);
        await requests.FailAsync(uid, Remote, "too late");
        Assert.Equal(("Success", 1, 0), await StatusAsync(requests, uid));
    }

    [Fact]
    public async Task Request_without_a_report_is_given_up_after_its_time()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        CommitmentRequests requests = Requests(scene);
        string uid = await requests.CreateAsync(Remote, "ARCHIVE", "longterm", [A], default);
        scene.Archive.Time.Now += TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1);
        Assert.Equal(0, await scene.Service.RoundAsync(default));

        scene.Archive.Time.Now += TimeSpan.FromSeconds(2);
        Assert.Equal(1, await scene.Service.RoundAsync(default));

        CommitmentStatus status = Assert.IsType<CommitmentStatus>(await requests.FindAsync(uid, default));
        Assert.Equal(("Failure", "No report came within 7.00:00:00"), (status.Word, status.Row.Problem));
        Assert.Equal([new(A, 0x0110)], status.Failed);
    }

    [Fact]
    public async Task Requests_that_cannot_be_kept_are_refused()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        scene.Options.CommitmentReports = 1;
        CommitmentRequests requests = Requests(scene);

        await Assert.ThrowsAsync<InvalidDataException>(() => requests.CreateAsync(Remote, "ARCHIVE", "", [], default));
        await Assert.ThrowsAsync<InvalidDataException>(() => requests.CreateAsync(Remote, "ARCHIVE", "", [A with { SopClassUid = "CT" }], default));
        await requests.CreateAsync(Remote, "ARCHIVE", "", [A], default);
        await Assert.ThrowsAsync<CommitmentLimitException>(() => requests.CreateAsync(Remote, "ARCHIVE", "", [A], default));
        Assert.Null(await requests.FindAsync("1.2.3", default));
    }

    [Fact]
    public async Task Resources_of_any_level_give_their_instances_each_once()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        SopReference[] stored = [await scene.StoreAsync(DicomBuilder.Instance("P1")), await scene.StoreAsync(DicomBuilder.Instance("P1", series: 2))];
        SopReference other = await scene.StoreAsync(DicomBuilder.Instance("P2", study: 2));
        ResourceId patient = ResourceId.ForPatient("P1");
        ResourceId study = ResourceId.ForStudy("P2", DicomBuilder.Uid(2));
        ResourceId instance = ResourceId.ForInstance("P1", DicomBuilder.Uid(1), DicomBuilder.Uid(1, 1), DicomBuilder.Uid(1, 1, 1));

        IReadOnlyList<SopReference> found = await CommitmentReferences.OfResourcesAsync(scene.Archive.Index, [instance, patient, study, instance], default);

        Assert.Equal(stored[0], found[0]);
        Assert.Equal([.. stored, other], found);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => CommitmentReferences.OfResourcesAsync(scene.Archive.Index, [ResourceId.ForPatient("P9")], default));
    }

    [Fact]
    public async Task Instances_that_are_safe_elsewhere_are_removed_but_none_that_could_be_lost()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        CommitmentRequests requests = Requests(scene);
        var instances = new CommittedInstances(scene.Archive.Index, new RecordingLog<CommittedInstances>(scene.Lines));
        SopReference plain = await scene.StoreAsync(DicomBuilder.Instance("P1"));
        SopReference shared = await scene.StoreAsync(DicomBuilder.Instance("P1", instance: 2));
        await scene.StoreAsync(DicomBuilder.Instance("P2", instance: 2));
        SopReference late = new(DicomBuilder.SopClass, DicomBuilder.Uid(1, 1, 3));
        string uid = await requests.CreateAsync(Remote, "ARCHIVE", "", [plain, shared, late], default);
        CommitmentStatus pending = Assert.IsType<CommitmentStatus>(await requests.FindAsync(uid, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => instances.RemoveAsync(pending, default));
        scene.Archive.Time.Now += TimeSpan.FromSeconds(1);
        await scene.StoreAsync(DicomBuilder.Instance("P1", instance: 3));
        await requests.TakeAsync(Report(uid, [plain, shared, late]), default);

        Assert.Equal(1, await instances.RemoveAsync(Assert.IsType<CommitmentStatus>(await requests.FindAsync(uid, default)), default));

        Assert.Empty(await scene.Archive.Index.LookupAsync(ResourceLevel.Instance, plain.SopInstanceUid, default));
        Assert.Equal(2, (await scene.Archive.Index.LookupAsync(ResourceLevel.Instance, shared.SopInstanceUid, default)).Count);
        Assert.Single(await scene.Archive.Index.LookupAsync(ResourceLevel.Instance, late.SopInstanceUid, default));
        Assert.Equal(3, scene.Lines.Count(line => line.Number == 1090));
    }

    private static CommitmentRequests Requests(CommitmentScene scene) =>
        new(scene.Archive.Index, scene.Options, scene.Archive.Time, new RecordingLog<CommitmentRequests>(scene.Lines));

    private static CommitmentReport Report(string uid, SopReference[] succeeded, params FailedReference[] failed) => new(uid, Remote, "ARCHIVE", "", succeeded, failed);

    private static async Task<(string Word, int Succeeded, int Failed)> StatusAsync(CommitmentRequests requests, string uid)
    {
        CommitmentStatus status = Assert.IsType<CommitmentStatus>(await requests.FindAsync(uid, default));
        return (status.Word, status.Succeeded.Count, status.Failed.Count);
    }
}

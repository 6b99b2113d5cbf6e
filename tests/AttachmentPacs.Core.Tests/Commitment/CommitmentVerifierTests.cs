using AttachmentPacs.Core.Commitment;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Commitment;

/// <summary>What a storage commitment is told of an instance.</summary>
public class CommitmentVerifierTests
{
    [Fact]
    public async Task Instance_that_is_sound_is_safe()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();

        Assert.Equal(FailureReason.None, await scene.Verifier.VerifyAsync(await scene.StoreAsync(DicomBuilder.Instance("P1")), default));
    }

    [Fact]
    public async Task Instance_is_read_from_the_medium_each_time_it_is_asked_for()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        SopReference reference = await scene.StoreAsync(DicomBuilder.Instance("P1"));
        int reads = 0;
        scene.Archive.Store.BeforeVerify = _ => reads++;

        await scene.Verifier.VerifyAsync(reference, default);
        await scene.Verifier.VerifyAsync(reference, default);

        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task Instance_that_cannot_be_read_is_not_safe_and_not_marked()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        SopReference reference = await scene.StoreAsync(DicomBuilder.Instance("P1"));
        scene.Archive.Store.BeforeVerify = _ => throw new UnauthorizedAccessException("somebody else's file");

        Assert.Equal(FailureReason.ProcessingFailure, await scene.Verifier.VerifyAsync(reference, default));

        Assert.Equal(FailureReason.None, await scene.Verifier.LookAsync(reference, default));
    }

    [Fact]
    public async Task Instance_that_is_replaced_while_it_is_read_is_looked_at_again()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync(Index.DuplicatePolicy.Replace);
        SopReference reference = await scene.StoreAsync(DicomBuilder.Instance("P1").Pixels(new byte[50_000]));
        await scene.FlipAsync(reference);
        bool isReplaced = false;
        scene.Archive.Store.BeforeVerify = _ =>
        {
            if (isReplaced) return;
            isReplaced = true;
            scene.StoreAsync(DicomBuilder.Instance("P1").Pixels([1, 2, 3, 4])).GetAwaiter().GetResult();
        };

        Assert.Equal(FailureReason.None, await scene.Verifier.VerifyAsync(reference, default));
    }

    [Theory]
    [InlineData("1.2.840.10008.5.1.4.1.1.7", FailureReason.NoSuchObjectInstance)]
    [InlineData("1.2.840.10008.5.1.4.1.1.88.11", FailureReason.ReferencedSopClassNotSupported)]
    public async Task Instance_that_is_not_there_is_not_safe(string sopClass, int expected)
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();

        Assert.Equal(expected, await scene.Verifier.VerifyAsync(new SopReference(sopClass, "1.2.3"), default));
    }

    [Fact]
    public async Task Instance_of_another_class_is_a_conflict()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        SopReference reference = await scene.StoreAsync(DicomBuilder.Instance("P1"));

        Assert.Equal(FailureReason.ClassInstanceConflict, await scene.Verifier.VerifyAsync(reference with { SopClassUid = "1.2.840.10008.5.1.4.1.1.2" }, default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Instance_whose_file_is_damaged_or_gone_is_not_safe_and_marked(bool isGone)
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        SopReference reference = await scene.StoreAsync(DicomBuilder.Instance("P1").Pixels(new byte[300_000]));
        Assert.Equal(FailureReason.None, await scene.Verifier.VerifyAsync(reference, default));
        if (isGone) File.Delete(await scene.FileOfAsync(reference));
        else await scene.FlipAsync(reference);

        Assert.Equal(FailureReason.None, await scene.Verifier.LookAsync(reference, default));
        Assert.Equal(FailureReason.ProcessingFailure, await scene.Verifier.VerifyAsync(reference, default));
        Assert.Equal(FailureReason.ProcessingFailure, await scene.Verifier.LookAsync(reference, default));
    }

    [Fact]
    public async Task Instance_that_was_healed_is_safe_again()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        SopReference reference = await scene.StoreAsync(DicomBuilder.Instance("P1"));
        await scene.FlipAsync(reference);
        Assert.Equal(FailureReason.ProcessingFailure, await scene.Verifier.VerifyAsync(reference, default));

        await scene.StoreAsync(DicomBuilder.Instance("P1"));

        Assert.Equal(FailureReason.None, await scene.Verifier.VerifyAsync(reference, default));
    }

    [Fact]
    public async Task Instances_that_share_a_UID_have_all_to_be_sound()
    {
        await using CommitmentScene scene = await CommitmentScene.OpenAsync();
        SopReference reference = await scene.StoreAsync(DicomBuilder.Instance("P1"));
        Assert.Equal(reference, await scene.StoreAsync(DicomBuilder.Instance("P2")));
        Assert.Equal(FailureReason.None, await scene.Verifier.VerifyAsync(reference, default));

        IngestResult third = await scene.Archive.StoreAsync(DicomBuilder.Instance("P3").ToArray());
        await File.WriteAllTextAsync(scene.Archive.FileOf((await scene.Archive.AttachmentAsync(third.Identity.Instance)).Row.Blob.Uuid), "other bytes");

        Assert.Equal(FailureReason.ProcessingFailure, await scene.Verifier.VerifyAsync(reference, default));
    }
}

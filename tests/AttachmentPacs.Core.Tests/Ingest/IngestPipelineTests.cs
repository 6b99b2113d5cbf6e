using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Ingest;

/// <summary>The walk of an instance (design), with failures at each of its steps.</summary>
public class IngestPipelineTests
{
    private static readonly byte[] File1 = DicomBuilder.Instance("P1").Pixels(new byte[300_000]).ToArray();

    [Fact]
    public async Task Blobs_on_their_way_out_are_published_under_version_4_names()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        archive.Index.BeforeStore = instance => archive.Index.Stores == 1
            ? new StoreOutcome(StoreStatus.BlobUnavailable, [], [.. instance.Attachments.Select(each => each.Value.Uuid)])
            : null;

        IngestResult result = await archive.StoreAsync(File1);

        Assert.Equal((IngestStatus.Success, 2), (result.Status, archive.Index.Stores));
        foreach (int type in (int[])[AttachmentType.Dicom, AttachmentType.DicomAsJson])
        {
            Attachment attachment = await archive.AttachmentAsync(result.Identity.Instance, type);
            Assert.Equal(4, attachment.Row.Blob.Uuid.Version);
            Assert.True((await archive.Reader.VerifyAsync(attachment, default)).Healthy);
        }

        Assert.Equal(File1, await archive.ReadAsync(await archive.AttachmentAsync(result.Identity.Instance)));
    }

    [Fact]
    public async Task File_removed_between_publishing_and_indexing_is_published_anew()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        archive.Index.BeforeStore = instance =>
        {
            if (archive.Index.Stores == 1) archive.Store.Remove(new BlobId(instance.Attachments[0].Value.Uuid));
            return null;
        };

        IngestResult result = await archive.StoreAsync(File1);

        Assert.Equal(IngestStatus.Success, result.Status);
        Assert.Equal(File1, await archive.ReadAsync(await archive.AttachmentAsync(result.Identity.Instance)));
    }

    [Fact]
    public async Task Index_that_fails_after_publishing_acknowledges_nothing_and_leaves_nothing()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        archive.Index.BeforeStore = _ => throw new IndexUnavailableException("busy");

        await Assert.ThrowsAsync<IndexUnavailableException>(() => archive.StoreAsync(File1));

        Assert.Equal((0, 0), (archive.Blobs(), archive.Drafts()));
        Assert.Equal(0, (await archive.Index.StatisticsAsync(default)).Instances);
        archive.Index.BeforeStore = null;
        Assert.Equal(IngestStatus.Success, (await archive.StoreAsync(File1)).Status);
    }

    [Theory]
    [InlineData("first draft")]
    [InlineData("second draft")]
    [InlineData("before publishing")]
    [InlineData("after publishing")]
    public async Task Failure_between_two_steps_leaves_neither_draft_nor_blob(string step)
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        int drafts = 0;
        void Fail(bool now)
        {
            if (now) throw new StorageFullException("no room");
        }

        archive.Store.BeforeDraft = () => Fail(++drafts == (step == "first draft" ? 1 : step == "second draft" ? 2 : -1));
        archive.Store.BeforePublish = () => Fail(step == "before publishing");
        archive.Store.AfterPublish = () => Fail(step == "after publishing");

        await Assert.ThrowsAsync<StorageFullException>(() => archive.StoreAsync(File1));

        Assert.Equal((0, 0), (archive.Blobs(), archive.Drafts()));
        (archive.Store.BeforeDraft, archive.Store.BeforePublish, archive.Store.AfterPublish) = (null, null, null);
        IngestResult result = await archive.StoreAsync(File1);
        Assert.Equal(File1, await archive.ReadAsync(await archive.AttachmentAsync(result.Identity.Instance)));
    }

    [Fact]
    public async Task Crash_after_the_commit_loses_nothing_and_the_sender_may_try_again()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        archive.Index.AfterStore = () => throw new IndexUnavailableException("the answer was lost");
        await Assert.ThrowsAsync<IndexUnavailableException>(() => archive.StoreAsync(File1));
        archive.Index.AfterStore = null;

        Assert.Equal(0, await archive.Collector.SweepAsync(DateTimeOffset.MinValue, archive.Time.GetUtcNow(), default));
        IngestResult again = await archive.StoreAsync(File1);

        Assert.Equal(IngestStatus.AlreadyStored, again.Status);
        Assert.Equal(File1, await archive.ReadAsync(await archive.AttachmentAsync(again.Identity.Instance)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(200_000)]
    public async Task Sender_that_breaks_off_is_told_apart_and_leaves_nothing(int sent)
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        var end = new IOException("connection reset");

        SenderException e = await Assert.ThrowsAsync<SenderException>(() => archive.StoreAsync(new BrokenStream(File1[..sent], end)));

        Assert.Same(end, e.InnerException);
        Assert.Equal((0, 0), (archive.Blobs(), archive.Drafts()));
    }

    [Fact]
    public async Task Refused_file_leaves_nothing()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();

        await Assert.ThrowsAsync<DicomFormatException>(() => archive.StoreAsync(File1[..^1]));
        await Assert.ThrowsAsync<DicomFormatException>(() => archive.StoreAsync(DicomBuilder.Instance("P1").Remove(0x0020_000D).ToArray()));

        Assert.Equal((0, 0), (archive.Blobs(), archive.Drafts()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Duplicate_that_wins_the_race_after_the_first_look_leaves_no_second_file(bool isSame)
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        byte[] other = isSame ? File1 : DicomBuilder.Instance("P1").ToArray();
        bool isRaced = false;
        archive.Store.AfterPublish = () =>
        {
            if (isRaced) return;
            isRaced = true;
            Assert.Equal(IngestStatus.Success, archive.StoreAsync(other).GetAwaiter().GetResult().Status);
        };

        IngestResult late = await archive.StoreAsync(File1);

        Assert.Equal(IngestStatus.AlreadyStored, late.Status);
        Assert.Equal(other, await archive.ReadAsync(await archive.AttachmentAsync(late.Identity.Instance)));
        Assert.Equal((2, 0), (archive.Blobs(), archive.Drafts()));
    }
}

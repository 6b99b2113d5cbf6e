using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Tests;

public abstract partial class IndexContract
{
    private static readonly ResourceId Instance = Sample.InstanceId("P", "T", "S", "I");

    [Fact]
    public async Task Replace_keeps_key_labels_and_what_users_added()
    {
        await StoreAsync("P", "T", "S", "I");
        long key = await KeyAsync(Instance);
        await Index.AddLabelAsync(Instance, "urgent", None);
        await Index.PutMetadataAsync(Instance, 1024, "mine", Precondition.Any, None);
        await Index.PutAttachmentAsync(Instance, 1025, Sample.Blob("report"), Precondition.Any, None);
        await Index.PutMetadataAsync(Sample.StudyId("P", "T"), 1024, "study's", Precondition.Any, None);

        Assert.Equal(StoreStatus.Replaced, (await StoreAsync("P", "T", "S", "I", DuplicatePolicy.Replace, contents: [(1, "new")])).Status);

        Assert.Equal(key, await KeyAsync(Instance));
        Assert.Equal(["urgent"], await Index.LabelsAsync(key, None));
        Assert.Equal("mine", (await Index.MetadataAsync(key, 1024, None))?.Value);
        Assert.Equal("study's", (await Index.MetadataAsync(await KeyAsync(Sample.StudyId("P", "T")), 1024, None))?.Value);
        AttachmentRow? report = await Index.AttachmentAsync(key, 1025, None);
        Assert.Equal((Sample.Blob("report").Uuid, 0L), (report?.Blob.Uuid, report?.Revision));
    }

    [Fact]
    public async Task Replace_takes_tags_metadata_and_attachments_of_the_newcomer()
    {
        await StoreAsync("P", "T", "S", "I", index: "4", contents: [(1, "old"), (2, "old summary")]);
        NewInstance newcomer = Sample.Instance("P", "T", "S", "I", DuplicatePolicy.Replace, contents: [(1, "new")]);
        Time.Now = Time.Now.AddMinutes(1);
        await Index.StoreAsync(newcomer, None);

        long key = await KeyAsync(Instance);
        Assert.Equal(newcomer.Instance.MainTags, await Index.MainTagsAsync(key, None));
        Assert.Null(await Index.MetadataAsync(key, 1, None));
        AttachmentRow only = Assert.Single(await Index.AttachmentsAsync(key, None));
        Assert.Equal((1, 1L, Sample.Blob("new").Uuid), (only.Type, only.Revision, only.Blob.Uuid));
        Assert.Equal(Time.Now, (await RowAsync(Sample.StudyId("P", "T"))).LastUpdate);
        Assert.Equal(Time.Now, (await RowAsync(Instance)).LastUpdate);
        Assert.Equal(
            [Sample.Blob("old").Uuid, Sample.Blob("old summary").Uuid], (await CondemnAllAsync()).Order(Comparer<Guid>.Create(ByName)));
        Assert.Equal(new IndexStatistics(1, 1, 1, 1, 53, 103), await Index.StatisticsAsync(None));
    }

    [Fact]
    public async Task Replace_shows_only_the_newest_new_instance_change()
    {
        await StoreAsync("P", "T", "S", "I");
        StoreOutcome replaced = await StoreAsync("P", "T", "S", "I", DuplicatePolicy.Replace);
        Assert.Equal(ChangeType.NewInstance, Assert.Single(replaced.Changes).Type);
        Assert.Equal([2L, 3, 4, 5], (await ChangesAsync()).Select(change => change.Sequence));
        Assert.Equal([1L, 2, 3, 4, 5], (await ChangesAsync(tombstones: true)).Select(change => change.Sequence));
    }

    [Fact]
    public async Task Replace_by_the_same_content_keeps_its_blob_referenced_and_heals_it()
    {
        await StoreAsync("P", "T", "S", "I");
        Guid blob = Sample.Blob("P/T/S/I").Uuid;
        Assert.Equal(1, await Index.MarkDamagedAsync(blob, true, None));
        Assert.True((await Index.AttachmentAsync(await KeyAsync(Instance), 1, None))?.Damaged);

        await StoreAsync("P", "T", "S", "I", DuplicatePolicy.Replace);

        Assert.Empty(await CondemnAllAsync());
        Assert.False((await Index.AttachmentAsync(await KeyAsync(Instance), 1, None))?.Damaged);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Store_of_the_same_content_in_other_stored_bytes_records_those_for_all_that_point_there(bool replace)
    {
        BlobRow old = Sample.Blob("same") with { CompressionType = 1001 };
        BlobRow repacked = old with
        {
            CompressedSize = old.CompressedSize + 7, CompressedMd5 = Sample.Md5("repacked"), StoredXxh3 = Sample.Md5("x"), BlockXxh3 = Sample.Md5("b"),
        };
        NewInstance first = Sample.Instance("P", "T", "S", "I", DuplicatePolicy.Replace);
        await Index.StoreAsync(first with { Attachments = [new(1, old), new(1024, old)] }, None);
        await Index.StoreAsync(Sample.Instance("P", "T", "S", "J") with { Attachments = [new(1, old)] }, None);
        await Index.MarkDamagedAsync(old.Uuid, true, None);

        if (replace) await Index.StoreAsync(first with { Attachments = [new(1, repacked), new(2, repacked)] }, None);
        else Assert.True((await Index.PutAttachmentAsync(Instance, 1, repacked, Precondition.Any, None)).IsDone);

        Assert.Equivalent(repacked, await Index.BlobAsync(old.Uuid, None), strict: true);
        IEnumerable<AttachmentRow> all = (await Index.AttachmentsAsync(await KeyAsync(Instance), None))
            .Concat(await Index.AttachmentsAsync(await KeyAsync(Sample.InstanceId("P", "T", "S", "J")), None));
        Assert.All(all, attachment => Assert.False(attachment.Damaged));
        int attachments = replace ? 4 : 3;
        Assert.Equal(attachments, all.Count());
        Assert.Equal(
            new IndexStatistics(1, 1, 1, 2, attachments * repacked.CompressedSize, attachments * old.UncompressedSize),
            await Index.StatisticsAsync(None));
        foreach (string name in new[] { "I", "J" }) await Index.DeleteAsync(Sample.InstanceId("P", "T", "S", name), ResourceLevel.Instance, None);
        Assert.Equal(default, await Index.StatisticsAsync(None));
    }

    [Fact]
    public async Task Store_that_knows_less_of_the_same_stored_bytes_keeps_what_is_recorded()
    {
        await StoreAsync("P", "T", "S", "I", contents: [(1, "same")]);
        BlobRow withoutMd5 = Sample.Blob("same") with { UncompressedMd5 = null, CompressedMd5 = null };
        Assert.True((await Index.PutAttachmentAsync(Instance, 1024, withoutMd5, Precondition.Any, None)).IsDone);
        Assert.Equivalent(Sample.Blob("same"), await Index.BlobAsync(withoutMd5.Uuid, None), strict: true);
    }

    [Fact]
    public async Task Replace_with_a_missing_blob_changes_nothing()
    {
        await StoreAsync("P", "T", "S", "I");
        Files.Remove(Sample.Blob("gone").Uuid);
        StoreOutcome outcome = await StoreAsync("P", "T", "S", "I", DuplicatePolicy.Replace, contents: [(1, "gone"), (2, "here")]);

        Assert.Equal(StoreStatus.BlobUnavailable, outcome.Status);
        Assert.Equal([Sample.Blob("gone").Uuid], outcome.UnavailableBlobs);
        AttachmentRow only = Assert.Single(await Index.AttachmentsAsync(await KeyAsync(Instance), None));
        Assert.Equal(Sample.Blob("P/T/S/I").Uuid, only.Blob.Uuid);
    }

    private static int ByName(Guid left, Guid right) =>
        left == right ? 0 : left == Sample.Blob("old").Uuid ? -1 : 1;
}

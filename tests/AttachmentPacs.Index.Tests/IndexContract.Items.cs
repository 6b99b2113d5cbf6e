using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Tests;

public abstract partial class IndexContract
{
    private static readonly ResourceId Study = Sample.StudyId("P", "T");

    [Fact]
    public async Task PutAttachment_counts_revisions_and_logs_user_types_only()
    {
        await StoreAsync("P", "T", "S", "I");
        AssertDone(0, await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("a"), Precondition.Any, None));
        AssertDone(1, await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("b"), Precondition.Any, None));
        AssertDone(0, await Index.PutAttachmentAsync(Instance, 2, Sample.Blob("s"), Precondition.Any, None));

        Assert.Equal([ChangeType.UpdatedAttachment, ChangeType.UpdatedAttachment], (await ChangesAsync()).Skip(4).Select(c => c.Type));
        Assert.Equal(Sample.Blob("b").Uuid, (await Index.AttachmentAsync(await KeyAsync(Study), 1024, None))?.Blob.Uuid);
        Assert.Equal([Sample.Blob("a").Uuid], await CondemnAllAsync());
    }

    [Fact]
    public async Task PutAttachment_tells_the_MD5_that_the_index_shows()
    {
        await StoreAsync("P", "T", "S", "I");
        byte[]? md5 = (await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("a"), Precondition.Any, None)).Md5;
        byte[]? first = (await Index.PutAttachmentAsync(Study, 1025, Sample.Blob("b") with { UncompressedMd5 = null }, Precondition.Any, None)).Md5;
        byte[]? second = (await Index.PutAttachmentAsync(Study, 1025, Sample.Blob("b"), Precondition.Any, None)).Md5;

        Assert.Equal(Sample.Md5("a"), md5);
        Assert.Null(first);
        Assert.Equal((await Index.AttachmentAsync(await KeyAsync(Study), 1025, None))!.Blob.UncompressedMd5, second);
    }

    [Fact]
    public async Task PutAttachment_precondition_compares_revision_and_md5()
    {
        await StoreAsync("P", "T", "S", "I");
        Task<WriteOutcome> Put(string content, Precondition precondition) =>
            Index.PutAttachmentAsync(Study, 1024, Sample.Blob(content), precondition, None);

        Assert.Equal(WriteStatus.UnknownItem, (await Put("a", Precondition.Match(0, null))).Status);
        AssertDone(0, await Put("a", Precondition.Absent));
        Assert.Equal(new(WriteStatus.RevisionMismatch, 0), await Put("b", Precondition.Absent));
        Assert.Equal(WriteStatus.RevisionMismatch, (await Put("b", Precondition.Match(1, null))).Status);
        Assert.Equal(WriteStatus.RevisionMismatch, (await Put("b", Precondition.Match(0, Sample.Md5("x")))).Status);
        AssertDone(1, await Put("b", Precondition.Match(0, Sample.Md5("a"))));
    }

    [Fact]
    public async Task PutAttachment_without_resource_or_blob_is_refused()
    {
        await StoreAsync("P", "T", "S", "I");
        Files.Remove(Sample.Blob("gone").Uuid);
        Assert.Equal(
            WriteStatus.UnknownResource,
            (await Index.PutAttachmentAsync(Sample.PatientId("Q"), 1024, Sample.Blob("a"), Precondition.Any, None)).Status);
        Assert.Equal(
            WriteStatus.BlobUnavailable, (await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("gone"), Precondition.Any, None)).Status);
        Assert.Empty(await Index.AttachmentsAsync(await KeyAsync(Study), None));
    }

    [Fact]
    public async Task PutAttachment_name_that_stands_for_another_content_is_unavailable()
    {
        await StoreAsync("P", "T", "S", "I", contents: [(1, "a")]);
        BlobRow impostor = Sample.Blob("b") with { Uuid = Sample.Blob("a").Uuid };
        Assert.Equal(WriteStatus.BlobUnavailable, (await Index.PutAttachmentAsync(Study, 1024, impostor, Precondition.Any, None)).Status);
        BlobRow adopted = impostor with { Sha256 = [], UncompressedMd5 = null };
        Assert.True((await Index.PutAttachmentAsync(Study, 1024, adopted, Precondition.Any, None)).IsDone);
    }

    [Fact]
    public async Task PutAttachment_while_attached_is_refused_when_the_other_attachment_changed()
    {
        await StoreAsync("P", "T", "S", "I", contents: [(1, "old")]);
        Task<WriteOutcome> Put(string content, Precondition precondition, string file) => Index.PutAttachmentAsync(
            Instance, 2, Sample.Blob(content), precondition with { WhileAttached = (1, Sample.Blob(file).Uuid) }, None);

        Assert.Equal(new(WriteStatus.RevisionMismatch, 0), await Put("s", Precondition.Absent, "new"));
        AssertDone(0, await Put("s", Precondition.Absent, "old"));
        await StoreAsync("P", "T", "S", "I", DuplicatePolicy.Replace, contents: [(1, "new"), (2, "new's")]);

        Assert.Equal(new(WriteStatus.RevisionMismatch, 1), await Put("s", Precondition.Any, "old"));
        Assert.Equal(WriteStatus.RevisionMismatch, (await Put("s", Precondition.Match(1, null), "old")).Status);
        Assert.Equal(WriteStatus.RevisionMismatch, (await Put("s", Precondition.Absent, "new")).Status);
        Assert.Equal(Sample.Blob("new's").Uuid, (await Index.AttachmentAsync(await KeyAsync(Instance), 2, None))?.Blob.Uuid);
        AssertDone(2, await Put("s", Precondition.Match(1, null), "new"));
    }

    [Fact]
    public async Task PutAttachment_while_attached_to_its_own_old_blob_is_refused_after_a_new_life()
    {
        await StoreAsync("P", "T", "S", "I", contents: [(1, "old")]);
        await Index.DeleteAsync(Instance, ResourceLevel.Instance, None);
        Precondition recode = Precondition.Match(0, null) with { WhileAttached = (1, Sample.Blob("old").Uuid) };
        Assert.Equal(WriteStatus.UnknownResource, (await Index.PutAttachmentAsync(Instance, 1, Sample.Blob("packed"), recode, None)).Status);
        await StoreAsync("P", "T", "S", "I", contents: [(1, "new")]);

        Assert.Equal(new(WriteStatus.RevisionMismatch, 0), await Index.PutAttachmentAsync(Instance, 1, Sample.Blob("packed"), recode, None));
        Assert.Equal(WriteStatus.RevisionMismatch, (await Index.DeleteAttachmentAsync(Instance, 1, recode, None)).Status);
        Assert.Equal(WriteStatus.RevisionMismatch, (await Index.PutMetadataAsync(Instance, 1024, "x", recode, None)).Status);
        Assert.Equal(Sample.Blob("new").Uuid, (await Index.AttachmentAsync(await KeyAsync(Instance), 1, None))?.Blob.Uuid);
    }

    [Fact]
    public async Task Blob_tells_what_is_recorded_now_until_it_is_condemned()
    {
        await StoreAsync("P", "T", "S", "I", contents: [(1, "a")]);
        Guid uuid = Sample.Blob("a").Uuid;
        Assert.Equivalent(Sample.Blob("a"), await Index.BlobAsync(uuid, None), strict: true);
        Assert.Null(await Index.BlobAsync(Sample.Blob("b").Uuid, None));

        await Index.DeleteAsync(Instance, ResourceLevel.Instance, None);
        Assert.NotNull(await Index.BlobAsync(uuid, None));
        await CondemnAllAsync();
        Assert.Null(await Index.BlobAsync(uuid, None));
    }

    [Fact]
    public async Task Blob_stored_twice_is_counted_twice_and_marked_everywhere()
    {
        await StoreAsync("P", "T", "S", "I", contents: [(1, "same"), (2, "same")]);
        await StoreAsync("P", "T", "S", "J", contents: [(1, "same")]);

        Assert.Equal(3, await Index.MarkDamagedAsync(Sample.Blob("same").Uuid, true, None));
        Assert.All(await Index.AttachmentsAsync(await KeyAsync(Instance), None), attachment => Assert.True(attachment.Damaged));
        Assert.Equal(0, await Index.MarkDamagedAsync(Sample.Blob("unknown").Uuid, true, None));
        Assert.Equal(3 * 54, (await Index.StatisticsAsync(None)).CompressedSize);
    }

    [Fact]
    public async Task DeleteAttachment_checks_first_and_releases_the_blob()
    {
        await StoreAsync("P", "T", "S", "I");
        await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("a"), Precondition.Any, None);
        Assert.Equal(WriteStatus.RevisionMismatch, (await Index.DeleteAttachmentAsync(Study, 1024, Precondition.Match(3, null), None)).Status);
        Assert.Equal(WriteStatus.RevisionMismatch, (await Index.DeleteAttachmentAsync(Study, 1024, Precondition.Absent, None)).Status);
        Assert.True((await Index.DeleteAttachmentAsync(Study, 1024, Precondition.Match(0, Sample.Md5("a")), None)).IsDone);
        Assert.Equal(WriteStatus.UnknownItem, (await Index.DeleteAttachmentAsync(Study, 1024, Precondition.Any, None)).Status);
        Assert.Equal(new IndexStatistics(1, 1, 1, 1, 57, 107), await Index.StatisticsAsync(None));
        Assert.Equal([Sample.Blob("a").Uuid], await CondemnAllAsync());
    }

    [Fact]
    public async Task Metadata_is_written_compared_and_deleted_with_revisions()
    {
        await StoreAsync("P", "T", "S", "I");
        long key = await KeyAsync(Study);
        Assert.Equal(new(WriteStatus.Done, 0), await Index.PutMetadataAsync(Study, 1024, "", Precondition.Absent, None));
        Assert.Equal(new MetadataRow(1024, "", 0), await Index.MetadataAsync(key, 1024, None));
        Assert.Equal(
            new(WriteStatus.Done, 1), await Index.PutMetadataAsync(Study, 1024, "grün\0", Precondition.Match(0, Sample.Md5("")), None));
        Assert.Equal(new MetadataRow(1024, "grün\0", 1), await Index.MetadataAsync(key, 1024, None));
        Assert.Equal(
            WriteStatus.RevisionMismatch, (await Index.PutMetadataAsync(Study, 1024, "x", Precondition.Match(1, Sample.Md5("")), None)).Status);
        Assert.True((await Index.DeleteMetadataAsync(Study, 1024, Precondition.Match(1, Sample.Md5("grün\0")), None)).IsDone);
        Assert.Equal(WriteStatus.UnknownItem, (await Index.DeleteMetadataAsync(Study, 1024, Precondition.Any, None)).Status);
        Assert.Null(await Index.MetadataAsync(key, 1024, None));
        Assert.Equal(3, (await ChangesAsync()).Count(change => change.Type == ChangeType.UpdatedMetadata));
    }

    [Fact]
    public async Task PutMetadata_of_system_types_logs_nothing_and_last_update_is_refused()
    {
        await StoreAsync("P", "T", "S", "I");
        await Index.PutMetadataAsync(Study, 5, "id", Precondition.Any, None);
        await Assert.ThrowsAsync<ArgumentException>(() => Index.PutMetadataAsync(Study, 7, "now", Precondition.Any, None));
        await Assert.ThrowsAsync<ArgumentException>(() => Index.DeleteMetadataAsync(Study, 7, Precondition.Any, None));
        Assert.Equal(WriteStatus.UnknownResource, (await Index.PutMetadataAsync(default, 1024, "", Precondition.Any, None)).Status);
        Assert.Equal(4, (await ChangesAsync()).Count);
    }

    [Fact]
    public async Task Metadata_that_came_with_the_resource_are_written_and_deleted_like_others()
    {
        await StoreAsync("P", "T", "S", "I", index: "1");
        await StoreAsync("P", "T", "S", "J", index: "2");
        long key = await KeyAsync(Instance);
        await Index.PutMetadataAsync(Instance, 5, "between", Precondition.Any, None);
        Assert.Equal([1, 2, 5, 9], (await Index.MetadataAsync(key, None)).Select(row => row.Type));

        string text = (await Index.MetadataAsync(key, 1, None))!.Value.Value;
        Assert.Equal(WriteStatus.RevisionMismatch, (await Index.PutMetadataAsync(Instance, 1, "x", Precondition.Match(0, Sample.Md5("x")), None)).Status);
        Assert.Equal(new(WriteStatus.Done, 1), await Index.PutMetadataAsync(Instance, 1, "7", Precondition.Match(0, Sample.Md5(text)), None));
        Assert.Equal(new(WriteStatus.Done, 0), await Index.DeleteMetadataAsync(Instance, 2, Precondition.Any, None));
        Assert.Equal(WriteStatus.UnknownItem, (await Index.DeleteMetadataAsync(Instance, 2, Precondition.Any, None)).Status);
        Assert.Equal(
            [new(1, "7", 1), new(5, "between", 0), new MetadataRow(9, "1.2.840.10008.1.2.1", 0)], await Index.MetadataAsync(key, None));
        Assert.Null(await Index.MetadataAsync(key, 2, None));
        Assert.Equal(["7", "2"], await Index.ChildrenMetadataAsync(await KeyAsync(Sample.SeriesId("P", "T", "S")), 1, None));
    }

    [Fact]
    public async Task ChildrenMetadata_leaves_out_children_without_it()
    {
        await StoreAsync("P", "T", "S", "I", index: "1");
        await StoreAsync("P", "T", "S", "J", index: "2");
        await StoreAsync("P", "T", "S", "K");
        long series = await KeyAsync(Sample.SeriesId("P", "T", "S"));
        Assert.Equal(["1", "2"], (await Index.ChildrenMetadataAsync(series, 1, None)).Order());
    }

    [Fact]
    public async Task Labels_are_added_and_removed_without_complaint()
    {
        await StoreAsync("P", "T", "S", "I");
        foreach (string label in new[] { "b", "a", "b" }) Assert.True((await Index.AddLabelAsync(Study, label, None)).IsDone);
        await Index.AddLabelAsync(Instance, "B", None);
        Assert.Equal(["a", "b"], await Index.LabelsAsync(await KeyAsync(Study), None));
        Assert.Equal(["B", "a", "b"], await Index.AllLabelsAsync(None));
        Assert.True((await Index.RemoveLabelAsync(Study, "b", None)).IsDone);
        Assert.True((await Index.RemoveLabelAsync(Study, "b", None)).IsDone);
        Assert.Equal(["B", "a"], await Index.AllLabelsAsync(None));
        Assert.Equal(WriteStatus.UnknownResource, (await Index.AddLabelAsync(default, "a", None)).Status);
    }

    [Fact]
    public async Task Properties_are_kept_over_a_reopening()
    {
        Assert.Null(await Index.PropertyAsync("CleanStop", None));
        await Index.SetPropertyAsync("CleanStop", "no", None);
        await Index.SetPropertyAsync("CleanStop", "yes", None);
        await ReopenAsync();
        Assert.Equal("yes", await Index.PropertyAsync("CleanStop", None));
    }

    private static void AssertDone(long revision, WriteOutcome outcome) => Assert.Equal((WriteStatus.Done, revision), (outcome.Status, outcome.Revision));
}

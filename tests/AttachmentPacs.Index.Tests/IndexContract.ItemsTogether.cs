namespace AttachmentPacs.Index.Tests;

public abstract partial class IndexContract
{
    [Fact]
    public async Task WriteItems_does_all_in_order_and_logs_each()
    {
        await StoreAsync("P", "T", "S", "I");
        await Index.PutMetadataAsync(Study, 1025, "old", Precondition.Any, None);

        ItemsOutcome outcome = await Index.WriteItemsAsync(
            Study,
            [
                new AttachmentPut(1024, Sample.Blob("a"), Precondition.Absent), new AttachmentPut(1025, Sample.Blob("a"), Precondition.Any),
                new MetadataPut(1024, "m", Precondition.Any), new MetadataDeletion(1025, Precondition.Match(0, null)),
            ],
            None);

        Assert.Equal((WriteStatus.Done, -1), (outcome.Status, outcome.RefusedAt));
        Assert.Equal([0, 0, 0, 0], outcome.Revisions);
        Assert.Equal(
            [ChangeType.UpdatedAttachment, ChangeType.UpdatedAttachment, ChangeType.UpdatedMetadata, ChangeType.UpdatedMetadata],
            (await ChangesAsync()).Skip(5).Select(change => change.Type));
        Assert.Equal([1024, 1025], (await Index.AttachmentsAsync(await KeyAsync(Study), None)).Select(row => row.Type));
        Assert.DoesNotContain(await Index.MetadataAsync(await KeyAsync(Study), None), row => row.Type == 1025);
    }

    [Fact]
    public async Task WriteItems_with_one_that_is_refused_does_none_and_counts_nothing()
    {
        await StoreAsync("P", "T", "S", "I");
        IndexStatistics before = await Index.StatisticsAsync(None);
        int changes = (await ChangesAsync()).Count;

        ItemsOutcome outcome = await Index.WriteItemsAsync(
            Study, [new AttachmentPut(1024, Sample.Blob("a"), Precondition.Any), new MetadataPut(1024, "m", Precondition.Any), new MetadataDeletion(1025, Precondition.Any)], None);

        Assert.Equal((WriteStatus.UnknownItem, 2), (outcome.Status, outcome.RefusedAt));
        Assert.Empty(outcome.Revisions);
        Assert.Empty(await Index.AttachmentsAsync(await KeyAsync(Study), None));
        Assert.DoesNotContain(await Index.MetadataAsync(await KeyAsync(Study), None), row => row.Type == 1024);
        Assert.Equal(before, await Index.StatisticsAsync(None));
        Assert.Equal(changes, (await ChangesAsync()).Count);
        AssertDone(0, await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("a"), Precondition.Absent, None));
    }

    [Fact]
    public async Task WriteItems_to_no_resource_or_with_a_lost_blob_says_which_write()
    {
        await StoreAsync("P", "T", "S", "I");
        Files.Remove(Sample.Blob("gone").Uuid);
        ItemWrite metadata = new MetadataPut(1024, "m", Precondition.Any);

        ItemsOutcome unknown = await Index.WriteItemsAsync(Sample.PatientId("Q"), [metadata], None);
        ItemsOutcome lost = await Index.WriteItemsAsync(Study, [metadata, new AttachmentPut(1024, Sample.Blob("gone"), Precondition.Any)], None);

        Assert.Equal((WriteStatus.UnknownResource, 0), (unknown.Status, unknown.RefusedAt));
        Assert.Equal((WriteStatus.BlobUnavailable, 1), (lost.Status, lost.RefusedAt));
        Assert.DoesNotContain(await Index.MetadataAsync(await KeyAsync(Study), None), row => row.Type == 1024);
    }

    [Fact]
    public async Task WriteItems_of_nothing_or_of_one_item_twice_is_an_error()
    {
        ItemWrite metadata = new MetadataPut(1024, "m", Precondition.Any);

        await Assert.ThrowsAsync<ArgumentException>(() => Index.WriteItemsAsync(Study, [], None));
        await Assert.ThrowsAsync<ArgumentException>(() => Index.WriteItemsAsync(Study, [metadata, new MetadataDeletion(1024, Precondition.Any)], None));
    }
}

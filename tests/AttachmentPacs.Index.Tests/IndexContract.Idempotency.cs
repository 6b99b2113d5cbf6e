using System.Security.Cryptography;
using System.Text;

namespace AttachmentPacs.Index.Tests;

public abstract partial class IndexContract
{
    [Fact]
    public async Task Write_that_comes_again_under_its_key_is_answered_as_it_was_and_not_done_again()
    {
        await StoreAsync("P", "T", "S", "I");
        Precondition once = Once("key", "PUT");
        Task<WriteOutcome> Put(string content, Precondition precondition) => Index.PutAttachmentAsync(Study, 1024, Sample.Blob(content), precondition, None);

        await Put("old", Precondition.Any);
        AssertDone(1, await Put("a", once with { Checked = true, Revision = 0 }));
        Assert.Equal(new(WriteStatus.DoneBefore, 1), await Put("a", once with { Checked = true, Revision = 0 }));
        await Put("newer", Precondition.Any);
        await ReopenAsync();
        Assert.Equal(new(WriteStatus.DoneBefore, 1), await Put("a", once));

        Assert.Equal(Sample.Blob("newer").Uuid, (await Index.AttachmentAsync(await KeyAsync(Study), 1024, None))?.Blob.Uuid);
        Assert.Equal(3, (await ChangesAsync()).Count(change => change.Type == ChangeType.UpdatedAttachment));
        KeyedWrite? done = await Index.KeyedWriteAsync(once.Once!.Key, None);
        Assert.Equivalent(new KeyedWrite(once.Once.Request, Sample.Blob("a").Sha256, 1, Sample.Md5("a"), Time.Now), done, strict: true);
    }

    [Fact]
    public async Task Write_of_another_content_or_request_under_a_used_key_is_refused()
    {
        await StoreAsync("P", "T", "S", "I");
        await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("a"), Once("key", "PUT"), None);

        Assert.Equal(WriteStatus.KeyReused, (await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("b"), Once("key", "PUT"), None)).Status);
        Assert.Equal(WriteStatus.KeyReused, (await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("a"), Once("key", "other"), None)).Status);
        Assert.Equal(WriteStatus.KeyReused, (await Index.DeleteAttachmentAsync(Study, 1024, Once("key", "PUT"), None)).Status);
        Assert.Equal(WriteStatus.KeyReused, (await Index.PutMetadataAsync(Study, 1024, "b", Once("key", "PUT"), None)).Status);
        Assert.Equal(WriteStatus.KeyReused, (await Index.DeleteMetadataAsync(Study, 1024, Once("key", "PUT"), None)).Status);
        AssertDone(1, await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("b"), Once("other key", "PUT"), None));
    }

    [Fact]
    public async Task Deletions_and_metadata_under_a_key_are_done_once()
    {
        await StoreAsync("P", "T", "S", "I");
        await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("a"), Precondition.Any, None);

        Assert.Equal(new(WriteStatus.Done, 0), await Index.PutMetadataAsync(Study, 1024, "value", Once("1", "m"), None));
        Assert.Equal(new(WriteStatus.DoneBefore, 0), await Index.PutMetadataAsync(Study, 1024, "value", Once("1", "m"), None));
        Assert.Equal(WriteStatus.KeyReused, (await Index.PutMetadataAsync(Study, 1024, "other", Once("1", "m"), None)).Status);
        foreach (WriteStatus expected in (WriteStatus[])[WriteStatus.Done, WriteStatus.DoneBefore])
        {
            Assert.Equal(new(expected, 0), await Index.DeleteMetadataAsync(Study, 1024, Once("2", "m"), None));
            Assert.Equal(new(expected, 0), await Index.DeleteAttachmentAsync(Study, 1024, Once("3", "a"), None));
        }
    }

    [Fact]
    public async Task Write_that_is_refused_leaves_its_key_free()
    {
        await StoreAsync("P", "T", "S", "I");
        Files.Remove(Sample.Blob("gone").Uuid);
        Assert.Equal(
            WriteStatus.UnknownResource, (await Index.PutAttachmentAsync(Sample.PatientId("Q"), 1024, Sample.Blob("a"), Once("key", "PUT"), None)).Status);
        Assert.Equal(WriteStatus.UnknownItem, (await Index.DeleteAttachmentAsync(Study, 1024, Once("key", "PUT"), None)).Status);
        Assert.Equal(WriteStatus.BlobUnavailable, (await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("gone"), Once("key", "PUT"), None)).Status);
        Assert.Null(await Index.KeyedWriteAsync(Once("key", "PUT").Once!.Key, None));

        AssertDone(0, await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("a"), Once("key", "PUT"), None));
    }

    [Fact]
    public async Task Writes_under_one_key_at_the_same_time_are_done_once()
    {
        await StoreAsync("P", "T", "S", "I");

        WriteOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Index.PutAttachmentAsync(Study, 1024, Sample.Blob("a"), Once("key", "PUT"), None)));

        Assert.Equal(1, outcomes.Count(outcome => (outcome.Status, outcome.Revision) == (WriteStatus.Done, 0)));
        Assert.Equal(49, outcomes.Count(outcome => (outcome.Status, outcome.Revision) == (WriteStatus.DoneBefore, 0)));
    }

    [Fact]
    public async Task Keys_are_forgotten_the_oldest_first_and_no_more_than_asked_for()
    {
        await StoreAsync("P", "T", "S", "I");
        DateTimeOffset start = Time.Now;
        for (int i = 0; i < 5; i++)
        {
            Time.Now = start.AddHours(i);
            await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("a"), Once($"{i}", "PUT"), None);
        }

        Assert.Equal(0, await Index.ForgetKeysAsync(start, 10, None));
        Assert.Equal(2, await Index.ForgetKeysAsync(start.AddHours(4), 2, None));
        Assert.Null(await Index.KeyedWriteAsync(Once("1", "").Once!.Key, None));
        Assert.NotNull(await Index.KeyedWriteAsync(Once("2", "").Once!.Key, None));
        Assert.Equal(2, await Index.ForgetKeysAsync(start.AddHours(4), 10, None));
        Assert.NotNull(await Index.KeyedWriteAsync(Once("4", "").Once!.Key, None));
        AssertDone(5, await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("a"), Once("0", "PUT"), None));
    }

    private static Precondition Once(string key, string request) =>
        Precondition.Any with { Once = new IdempotencyKey(SHA256.HashData(Encoding.UTF8.GetBytes(key)), SHA256.HashData(Encoding.UTF8.GetBytes(request))) };
}

using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Ingest;

/// <summary>A stored copy that is bad gives way to a good newcomer, whatever the policy (contract 1.21 Q19).</summary>
public class HealingTests
{
    private static readonly byte[] File1 = DicomBuilder.Instance("P1").ToArray();

    [Theory]
    [InlineData(DuplicatePolicy.Ignore)]
    [InlineData(DuplicatePolicy.Reject)]
    [InlineData(DuplicatePolicy.Replace)]
    public async Task Damaged_copy_is_healed_by_the_same_content(DuplicatePolicy policy)
    {
        await using TestArchive archive = await TestArchive.OpenAsync(policy);
        IngestResult first = await archive.StoreAsync(File1);
        Attachment stored = await archive.AttachmentAsync(first.Identity.Instance);
        byte[] bytes = await File.ReadAllBytesAsync(archive.FileOf(stored.Row.Blob.Uuid));
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(archive.FileOf(stored.Row.Blob.Uuid), bytes);
        await Assert.ThrowsAsync<BlobCorruptException>(() => archive.ReadAsync(stored));
        Assert.True((await archive.AttachmentAsync(first.Identity.Instance)).Row.Damaged);

        Assert.Equal(IngestStatus.Success, (await archive.StoreAsync(File1)).Status);

        Attachment healed = await archive.AttachmentAsync(first.Identity.Instance);
        Assert.False(healed.Row.Damaged);
        Assert.Equal(File1, await archive.ReadAsync(healed));
        Assert.Equal(1, (await archive.Index.StatisticsAsync(default)).Instances);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Missing_copy_is_healed_by_the_same_or_another_content(bool isSame)
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        IngestResult first = await archive.StoreAsync(File1);
        File.Delete(archive.FileOf((await archive.AttachmentAsync(first.Identity.Instance)).Row.Blob.Uuid));
        byte[] newcomer = isSame ? File1 : DicomBuilder.Instance("P1").Pixels([1, 2]).ToArray();

        Assert.Equal(IngestStatus.Success, (await archive.StoreAsync(newcomer)).Status);

        Assert.Equal(newcomer, await archive.ReadAsync(await archive.AttachmentAsync(first.Identity.Instance)));
    }

    [Theory]
    [InlineData(DuplicatePolicy.Ignore, IngestStatus.AlreadyStored)]
    [InlineData(DuplicatePolicy.Reject, IngestStatus.Duplicate)]
    public async Task Sound_copy_stays(DuplicatePolicy policy, IngestStatus status)
    {
        await using TestArchive archive = await TestArchive.OpenAsync(policy);
        IngestResult first = await archive.StoreAsync(File1);

        Assert.Equal(status, (await archive.StoreAsync(DicomBuilder.Instance("P1").Pixels([1, 2]).ToArray())).Status);

        Assert.Equal(File1, await archive.ReadAsync(await archive.AttachmentAsync(first.Identity.Instance)));
        Assert.Equal((2, 0), (archive.Blobs(), archive.Drafts()));
    }
}

using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Attachments;

public class AttachmentWriterTests
{
    [Fact]
    public async Task Write_that_the_index_refuses_leaves_no_file()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        ResourceId instance = (await archive.StoreAsync(DicomBuilder.Instance("P1").ToArray())).Identity.Instance;
        await archive.Writer.PutAsync(instance, 1024, new MemoryStream([1]), Precondition.Any, default);

        WriteOutcome mismatch = await archive.Writer.PutAsync(instance, 1024, new MemoryStream([1, 2, 3]), Precondition.Match(7, null), default);
        WriteOutcome unknown = await archive.Writer.PutAsync(ResourceId.ForPatient("nobody"), 1024, new MemoryStream([1, 2, 3]), Precondition.Any, default);

        Assert.Equal((WriteStatus.RevisionMismatch, WriteStatus.UnknownResource), (mismatch.Status, unknown.Status));
        Assert.Equal((3, 0), (archive.Blobs(), archive.Drafts()));
    }

    [Fact]
    public async Task Refused_write_of_content_that_others_use_keeps_their_file()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        byte[] file = DicomBuilder.Instance("P1").ToArray();
        ResourceId instance = (await archive.StoreAsync(file)).Identity.Instance;

        await archive.Writer.PutAsync(ResourceId.ForPatient("nobody"), 1024, new MemoryStream(file), Precondition.Any, default);

        Assert.Equal(file, await archive.ReadAsync(await archive.AttachmentAsync(instance)));
    }

    [Fact]
    public async Task File_removed_before_its_row_is_written_is_published_anew()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        ResourceId instance = (await archive.StoreAsync(DicomBuilder.Instance("P1").ToArray())).Identity.Instance;
        bool isFirst = true;
        archive.Index.BeforePut = blob =>
        {
            if (isFirst) archive.Store.Remove(new AttachmentPacs.Storage.BlobId(blob.Uuid));
            isFirst = false;
        };

        Assert.True((await archive.Writer.PutAsync(instance, 1024, new MemoryStream([1, 2, 3]), Precondition.Any, default)).IsDone);

        Assert.Equal([1, 2, 3], await archive.ReadAsync(await archive.AttachmentAsync(instance, 1024)));
    }

    [Fact]
    public async Task Sender_that_breaks_off_keeps_the_old_content()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        ResourceId instance = (await archive.StoreAsync(DicomBuilder.Instance("P1").ToArray())).Identity.Instance;
        await archive.Writer.PutAsync(instance, 1024, new MemoryStream([1]), Precondition.Any, default);

        await Assert.ThrowsAsync<SenderException>(
            () => archive.Writer.PutAsync(instance, 1024, new BrokenStream(new byte[500_000], new IOException("reset")), Precondition.Any, default));

        Assert.Equal([1], await archive.ReadAsync(await archive.AttachmentAsync(instance, 1024)));
        Assert.Equal(0, archive.Drafts());
    }
}

using System.Text;
using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Attachments;

/// <summary>The summary is derived data (design D5).</summary>
public class SummaryServiceTests
{
    [Theory]
    [InlineData("flipped")]
    [InlineData("file gone")]
    [InlineData("attachment gone")]
    public async Task Summary_that_is_missing_or_damaged_is_remade_and_stored_again(string problem)
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        IngestResult result = await archive.StoreAsync(DicomBuilder.Instance("P1").ToArray());
        Attachment stored = await archive.AttachmentAsync(result.Identity.Instance, AttachmentType.DicomAsJson);
        byte[] expected = (await archive.Summaries.ReadAsync(stored.Resource, default))!.Value.ToArray();
        string file = archive.FileOf(stored.Row.Blob.Uuid);
        if (problem == "attachment gone") await archive.Index.DeleteAttachmentAsync(result.Identity.Instance, AttachmentType.DicomAsJson, Precondition.Any, default);
        else if (problem == "file gone") File.Delete(file);
        else await File.WriteAllBytesAsync(file, [.. (await File.ReadAllBytesAsync(file))[..^1], 0xAA]);

        byte[] remade = (await archive.Summaries.ReadAsync(stored.Resource, default))!.Value.ToArray();

        Assert.Equal(Encoding.UTF8.GetString(expected), Encoding.UTF8.GetString(remade));
        Attachment again = await archive.AttachmentAsync(result.Identity.Instance, AttachmentType.DicomAsJson);
        Assert.False(again.Row.Damaged);
        Assert.True((await archive.Reader.VerifyAsync(again, default)).Healthy);
    }

    [Fact]
    public async Task Summary_remade_of_a_file_that_is_replaced_meanwhile_is_not_stored()
    {
        await using TestArchive archive = await TestArchive.OpenAsync(DuplicatePolicy.Replace);
        byte[] newer = DicomBuilder.Instance("P1").Add(0x0020_4000, "LT", "newer").ToArray();
        IngestResult result = await archive.StoreAsync(DicomBuilder.Instance("P1").Add(0x0020_4000, "LT", "older").ToArray());
        ResourceRow instance = (await archive.AttachmentAsync(result.Identity.Instance)).Resource;
        await archive.Index.DeleteAttachmentAsync(result.Identity.Instance, AttachmentType.DicomAsJson, Precondition.Any, default);
        archive.Store.BeforeDraft = () =>
        {
            archive.Store.BeforeDraft = null;
            archive.StoreAsync(newer).GetAwaiter().GetResult();
        };

        await archive.Summaries.ReadAsync(instance, default);

        string stored = Encoding.UTF8.GetString(await archive.ReadAsync(await archive.AttachmentAsync(result.Identity.Instance, AttachmentType.DicomAsJson)));
        Assert.Contains("newer", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Summary_and_file_both_damaged_is_an_error_and_both_are_marked()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        IngestResult result = await archive.StoreAsync(DicomBuilder.Instance("P1").ToArray());
        foreach (int type in (int[])[AttachmentType.Dicom, AttachmentType.DicomAsJson])
        {
            Attachment attachment = await archive.AttachmentAsync(result.Identity.Instance, type);
            await File.WriteAllBytesAsync(archive.FileOf(attachment.Row.Blob.Uuid), new byte[attachment.Row.Blob.CompressedSize]);
        }

        ResourceRow instance = (await archive.AttachmentAsync(result.Identity.Instance)).Resource;
        await Assert.ThrowsAsync<BlobCorruptException>(() => archive.Summaries.ReadAsync(instance, default));

        foreach (AttachmentRow row in await archive.Index.AttachmentsAsync(instance.Key, default)) Assert.True(row.Damaged);
    }
}

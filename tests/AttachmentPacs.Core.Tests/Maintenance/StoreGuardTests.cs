using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Maintenance;

public class StoreGuardTests
{
    [Fact]
    public async Task First_start_and_one_after_a_clean_stop_are_clean_and_one_without_a_stop_is_not()
    {
        await using Archive archive = await Archive.OpenAsync();

        Assert.True(await archive.Guard.StartAsync(default));
        Assert.False(await archive.Guard.StartAsync(default));
        await archive.Guard.StopAsync();
        Assert.True(await archive.Guard.StartAsync(default));
    }

    [Fact]
    public async Task Start_removes_drafts_and_the_sweep_orphans()
    {
        await using Archive archive = await Archive.OpenAsync();
        await archive.StoreAsync(DicomBuilder.Instance("P1").ToArray());
        archive.Index.BeforeStore = _ => throw new IndexUnavailableException("busy");
        await Assert.ThrowsAsync<IndexUnavailableException>(() => archive.StoreAsync(DicomBuilder.Instance("P2").ToArray()));
        await using BlobDraft abandoned = await archive.Store.CreateDraftAsync(Compression.None, default);
        await abandoned.WriteAsync(new byte[100_000], default);
        Assert.Equal((4, 1), (archive.Blobs(), archive.Drafts()));

        await archive.Guard.StartAsync(default);
        Assert.Equal((4, 0), (archive.Blobs(), archive.Drafts()));
        await archive.Guard.SweepAsync(default);

        Assert.Equal(2, archive.Blobs());
    }
}

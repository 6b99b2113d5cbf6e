using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Maintenance;

public class StoreGuardTests
{
    [Fact]
    public async Task Start_after_an_unclean_stop_removes_drafts_and_the_sweep_orphans()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        await archive.Guard.StartAsync(default);
        await archive.StoreAsync(DicomBuilder.Instance("P1").ToArray());
        await archive.LeaveOrphansAsync(DicomBuilder.Instance("P2").ToArray());
        await using BlobDraft abandoned = await archive.Store.CreateDraftAsync(Compression.None, default);
        await abandoned.WriteAsync(new byte[100_000], default);
        Assert.Equal((4, 1), (archive.Blobs(), archive.Drafts()));

        await archive.Guard.StartAsync(default);
        Assert.Equal((4, 0), (archive.Blobs(), archive.Drafts()));
        await archive.Guard.SweepAsync(default);

        Assert.Equal(2, archive.Blobs());
    }

    [Fact]
    public async Task Start_after_a_clean_stop_sweeps_nothing()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        await archive.Guard.StartAsync(default);
        await archive.StoreAsync(DicomBuilder.Instance("P1").ToArray());
        await archive.Guard.StopAsync();
        await archive.LeaveOrphansAsync(DicomBuilder.Instance("P2").ToArray());

        await archive.Guard.StartAsync(default);
        await archive.Guard.SweepAsync(default);

        Assert.Equal(4, archive.Blobs());
    }

    [Fact]
    public async Task New_index_beside_a_storage_with_files_is_refused()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        await archive.LeaveOrphansAsync(DicomBuilder.Instance("P1").ToArray());

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => archive.Guard.StartAsync(default));

        Assert.StartsWith("The index is new, but the storage folder holds files", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, archive.Blobs());
        await archive.Guard.StopAsync();
        Assert.Equal("", archive.Lock.ReadMark());
        Assert.Null(await archive.Index.PropertyAsync("CleanStop", default));
    }

    [Fact]
    public async Task Index_of_another_store_is_refused()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        await archive.Guard.StartAsync(default);
        await archive.Index.SetPropertyAsync("StoreId", Guid.Empty.ToString("D"), default);

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => archive.Guard.StartAsync(default));

        Assert.StartsWith("Storage and index do not belong together", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Storage_that_is_empty_beside_an_index_with_instances_is_refused()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        await archive.Guard.StartAsync(default);
        await archive.StoreAsync(DicomBuilder.Instance("P1").ToArray());
        foreach (StoredBlob blob in archive.Store.List(default).ToArray()) archive.Store.Remove(blob.Id);
        archive.Lock.WriteMark("");

        await Assert.ThrowsAsync<InvalidOperationException>(() => archive.Guard.StartAsync(default));
    }

    [Fact]
    public async Task Index_older_than_what_the_storage_has_seen_is_served_without_a_sweep()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        await archive.Guard.StartAsync(default);
        await archive.StoreAsync(DicomBuilder.Instance("P1").ToArray());
        await archive.LeaveOrphansAsync(DicomBuilder.Instance("P2").ToArray());
        string id = archive.Lock.ReadMark().Split(' ')[0];
        archive.Lock.WriteMark($"{id} 1000000");

        // Not only at this start: what the restored index does not know stays at later ones, too.
        for (int start = 0; start < 3; start++)
        {
            await archive.Guard.StartAsync(default);
            await archive.Guard.SweepAsync(default);
            await archive.StoreAsync(DicomBuilder.Instance($"Later{start}").ToArray());
        }

        Assert.Equal(10, archive.Blobs());
    }

    [Fact]
    public async Task Storage_older_than_its_cleanly_stopped_index_is_told()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        await archive.Guard.StartAsync(default);
        await archive.Guard.StopAsync();
        string before = archive.Lock.ReadMark();
        await archive.Guard.StartAsync(default);
        await archive.StoreAsync(DicomBuilder.Instance("P1").ToArray());
        await archive.Guard.StopAsync();
        await archive.Guard.StartAsync(default);
        await archive.Guard.StopAsync();
        Assert.DoesNotContain(archive.Lines, line => line.Text.Contains("restored from an older backup", StringComparison.Ordinal));

        archive.Lock.WriteMark(before);
        await archive.Guard.StartAsync(default);

        Assert.Contains(archive.Lines, line => line.Text.Contains("The storage has seen change 0 only, but its index stopped cleanly at change 4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Blobs_that_could_not_be_given_back_are_swept_at_the_next_round()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        await archive.Guard.StartAsync(default);
        archive.Index.BeforeStore = _ => throw new IndexFullException("no room");
        archive.Index.BeforeCondemnOrphans = () => throw new IndexFullException("no room");
        await Assert.ThrowsAsync<IndexFullException>(() => archive.StoreAsync(DicomBuilder.Instance("P1").ToArray()));
        Assert.Equal(2, archive.Blobs());
        await Assert.ThrowsAsync<IndexFullException>(() => archive.Guard.SweepAsync(default));

        (archive.Index.BeforeStore, archive.Index.BeforeCondemnOrphans) = (null, null);
        await archive.Guard.SweepAsync(default);

        Assert.Equal(0, archive.Blobs());
    }
}

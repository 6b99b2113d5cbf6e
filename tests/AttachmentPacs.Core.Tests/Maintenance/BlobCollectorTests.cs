using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Maintenance;

/// <summary>Blobs go a grace time after their last reference, never before, and never while one is left (design D1).</summary>
public class BlobCollectorTests
{
    private static readonly byte[] File1 = DicomBuilder.Instance("P1").ToArray();

    [Fact]
    public async Task Blob_stays_for_its_grace_time_and_goes_after_it()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        await StoreAndDeleteAsync(archive);

        archive.Time.Now += TestArchive.Grace - TimeSpan.FromSeconds(1);
        Assert.Equal(0, await archive.Collector.CollectAsync(default));
        Assert.Equal(2, archive.Blobs());
        archive.Time.Now += TimeSpan.FromSeconds(2);
        Assert.Equal(2, await archive.Collector.CollectAsync(default));

        Assert.Equal(0, archive.Blobs());
        Assert.Equal(0, await archive.Collector.CollectAsync(default));
    }

    [Fact]
    public async Task Blob_revived_within_its_grace_time_survives()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        await StoreAndDeleteAsync(archive);
        IngestResult again = await archive.StoreAsync(File1);
        Assert.Equal(IngestStatus.Success, again.Status);

        archive.Time.Now += TestArchive.Grace * 2;

        Assert.Equal(0, await archive.Collector.CollectAsync(default));
        Assert.Equal(File1, await archive.ReadAsync(await archive.AttachmentAsync(again.Identity.Instance)));
    }

    [Fact]
    public async Task File_that_cannot_be_removed_is_tried_again_in_the_next_round()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        await StoreAndDeleteAsync(archive);
        archive.Time.Now += TestArchive.Grace * 2;
        archive.Store.BeforeRemove = id => throw new IOException($"{id} is held");

        Assert.Equal(0, await archive.Collector.CollectAsync(default));
        Assert.Equal(2, archive.Blobs());
        archive.Store.BeforeRemove = null;
        Assert.Equal(2, await archive.Collector.CollectAsync(default));

        Assert.Equal(0, archive.Blobs());
    }

    [Fact]
    public async Task Crash_between_removing_and_forgetting_is_made_good_by_the_next_round()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        await StoreAndDeleteAsync(archive);
        archive.Time.Now += TestArchive.Grace * 2;
        archive.Index.BeforeForget = () => throw new IndexUnavailableException("busy");
        await Assert.ThrowsAsync<IndexUnavailableException>(() => archive.Collector.CollectAsync(default));
        Assert.Equal(0, archive.Blobs());

        // Meanwhile the same content comes: its old names are condemned, so it gets others.
        IngestResult again = await archive.StoreAsync(File1);
        archive.Index.BeforeForget = null;
        await archive.Collector.CollectAsync(default);

        Assert.Equal(4, (await archive.AttachmentAsync(again.Identity.Instance)).Row.Blob.Uuid.Version);
        Assert.Equal(File1, await archive.ReadAsync(await archive.AttachmentAsync(again.Identity.Instance)));
    }

    [Fact]
    public async Task Instance_stored_while_its_old_file_is_removed_keeps_its_content()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        await StoreAndDeleteAsync(archive);
        archive.Time.Now += TestArchive.Grace * 2;
        ResourceId? stored = null;
        archive.Store.BeforeRemove = _ => stored ??= archive.StoreAsync(File1).GetAwaiter().GetResult().Identity.Instance;

        await archive.Collector.CollectAsync(default);

        Assert.Equal(File1, await archive.ReadAsync(await archive.AttachmentAsync(stored!.Value)));
        Assert.Equal(0, await archive.Collector.SweepAsync(DateTimeOffset.MinValue, archive.Time.GetUtcNow(), default));
    }

    [Fact]
    public async Task File_whose_condemned_name_was_given_again_and_then_forgotten_is_collected_by_the_next_round()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        await StoreAndDeleteAsync(archive);
        archive.Time.Now += TestArchive.Grace * 2;
        ResourceId? stored = null;
        archive.Index.BeforeForget = () => stored ??= archive.StoreAsync(File1).GetAwaiter().GetResult().Identity.Instance;
        await archive.Collector.CollectAsync(default);
        Assert.Equal((4, true), (archive.Blobs(), archive.Collector.HasGivenUp));

        await archive.Collector.CollectAsync(default);

        Assert.Equal((2, false), (archive.Blobs(), archive.Collector.HasGivenUp));
        Assert.Equal(File1, await archive.ReadAsync(await archive.AttachmentAsync(stored!.Value)));
    }

    [Fact]
    public async Task Sweep_leaves_named_files_and_those_written_since()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        IngestResult kept = await archive.StoreAsync(File1);
        await archive.LeaveOrphansAsync(DicomBuilder.Instance("P2").ToArray());

        Assert.Equal(0, await archive.Collector.SweepAsync(DateTimeOffset.MinValue, archive.Time.GetUtcNow() - TimeSpan.FromDays(1), default));
        Assert.Equal(4, archive.Blobs());
        Assert.Equal(2, await archive.Collector.SweepAsync(DateTimeOffset.MinValue, archive.Time.GetUtcNow(), default));

        Assert.Equal(File1, await archive.ReadAsync(await archive.AttachmentAsync(kept.Identity.Instance)));
    }

    private static async Task StoreAndDeleteAsync(TestArchive archive)
    {
        IngestResult result = await archive.StoreAsync(File1);
        Assert.True((await archive.Index.DeleteAsync(result.Identity.Instance, ResourceLevel.Instance, default)).Found);
    }
}

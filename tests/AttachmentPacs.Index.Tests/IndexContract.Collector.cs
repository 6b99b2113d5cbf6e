using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Tests;

public abstract partial class IndexContract
{
    [Fact]
    public async Task Condemn_waits_for_the_grace_time_and_keeps_to_the_limit()
    {
        await StoreAsync("P", "T", "S", "I", contents: [(1, "a"), (2, "b")]);
        await Index.DeleteAsync(Instance, ResourceLevel.Instance, None);

        Assert.Empty(await Index.CondemnAsync(Time.Now, 10, None));
        Assert.Single(await Index.CondemnAsync(Time.Now.AddMilliseconds(1), 1, None));
        Assert.Equal(2, (await Index.CondemnAsync(Time.Now.AddMilliseconds(1), 1, None)).Count);
    }

    [Fact]
    public async Task Store_within_the_grace_time_revives_the_blob()
    {
        await StoreAsync("P", "T", "S", "I", contents: [(1, "a")]);
        await Index.DeleteAsync(Instance, ResourceLevel.Instance, None);
        Assert.Equal(StoreStatus.Stored, (await StoreAsync("P", "T", "S", "J", contents: [(1, "a")])).Status);
        Assert.Empty(await CondemnAllAsync());
    }

    [Fact]
    public async Task Store_of_a_condemned_blob_is_unavailable_until_forgotten_and_published_anew()
    {
        Guid blob = Sample.Blob("a").Uuid;
        await StoreAsync("P", "T", "S", "I", contents: [(1, "a")]);
        await Index.DeleteAsync(Instance, ResourceLevel.Instance, None);
        Assert.Equal([blob], await CondemnAllAsync());

        StoreOutcome refused = await StoreAsync("P", "T", "S", "J", contents: [(1, "a")]);
        Assert.Equal(StoreStatus.BlobUnavailable, refused.Status);
        Assert.Equal([blob], refused.UnavailableBlobs);
        Assert.Equal(default, await Index.StatisticsAsync(None));

        Files.Remove(blob);
        await Index.ForgetAsync([blob], None);
        Assert.Empty(await CondemnAllAsync());
        Assert.Equal(StoreStatus.BlobUnavailable, (await StoreAsync("P", "T", "S", "J", contents: [(1, "a")])).Status);
        Files.Publish(blob);
        Assert.Equal(StoreStatus.Stored, (await StoreAsync("P", "T", "S", "J", contents: [(1, "a")])).Status);
    }

    [Fact]
    public async Task Condemned_blobs_are_remembered_over_a_reopening()
    {
        await StoreAsync("P", "T", "S", "I");
        await Index.DeleteAsync(Instance, ResourceLevel.Instance, None);
        IReadOnlyList<Guid> condemned = await CondemnAllAsync();
        await ReopenAsync();
        Assert.Equal(condemned, await Index.CondemnAsync(DateTimeOffset.UnixEpoch, 0, None));
    }

    [Fact]
    public async Task CondemnOrphans_spares_names_that_have_a_row()
    {
        await StoreAsync("P", "T", "S", "I", contents: [(1, "known")]);
        Guid orphan = Sample.Blob("orphan").Uuid;
        Assert.Equal([orphan], await Index.CondemnOrphansAsync([Sample.Blob("known").Uuid, orphan], None));
        Assert.Empty(await Index.CondemnOrphansAsync([orphan], None));
        Assert.Equal(StoreStatus.BlobUnavailable, (await StoreAsync("P", "T", "S", "J", contents: [(1, "orphan")])).Status);
        Assert.Equal([orphan], await CondemnAllAsync());
        await Index.ForgetAsync([orphan, Sample.Blob("known").Uuid], None);
        Assert.Equal(StoreStatus.Stored, (await StoreAsync("P", "T", "S", "J", contents: [(1, "orphan"), (2, "known")])).Status);
    }
}

using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Tests;

public abstract partial class IndexContract
{
    [Fact]
    public async Task Delete_last_instance_takes_empty_parents_along()
    {
        await StoreAsync("P", "T", "S", "I");
        DeleteOutcome outcome = await Index.DeleteAsync(Instance, ResourceLevel.Instance, None);

        Assert.True(outcome.Found);
        Assert.Null(outcome.RemainingAncestor);
        Assert.Equal([Instance, Sample.SeriesId("P", "T", "S"), Study, Sample.PatientId("P")], outcome.Deleted);
        Assert.Equal(default, await Index.StatisticsAsync(None));
        Assert.Null(await Index.FindAsync(Sample.PatientId("P"), None));
        Assert.Empty(await Index.RecyclingOrderAsync(10, None));
    }

    [Fact]
    public async Task Delete_series_keeps_the_study_that_has_another()
    {
        await StoreAsync("P", "T", "S", "I");
        await StoreAsync("P", "T", "R", "J");
        long instance = await KeyAsync(Instance);
        Time.Now = Time.Now.AddMinutes(5);
        DeleteOutcome outcome = await Index.DeleteAsync(Sample.SeriesId("P", "T", "S"), ResourceLevel.Series, None);

        Assert.Equal(Study, outcome.RemainingAncestor?.Id);
        Assert.Equal(Time.Now, outcome.RemainingAncestor?.LastUpdate);
        Assert.Equal(Time.Now, (await RowAsync(Sample.PatientId("P"))).LastUpdate);
        Assert.NotEqual(Time.Now, (await RowAsync(Sample.SeriesId("P", "T", "R"))).LastUpdate);
        Assert.Equal(2, outcome.Deleted.Count);
        Assert.Empty(await Index.MetadataAsync(instance, None));
        Assert.Empty(await Index.MainTagsAsync(instance, None));
        Assert.Empty(await Index.AttachmentsAsync(instance, None));
        Assert.Equal(new IndexStatistics(1, 1, 1, 1, 57, 107), await Index.StatisticsAsync(None));
        Assert.Equal([Sample.Blob("P/T/S/I").Uuid], await CondemnAllAsync());
    }

    [Fact]
    public async Task Delete_at_the_wrong_level_or_twice_finds_nothing()
    {
        await StoreAsync("P", "T", "S", "I");
        Assert.False((await Index.DeleteAsync(Study, ResourceLevel.Series, None)).Found);
        Assert.True((await Index.DeleteAsync(Study, ResourceLevel.Study, None)).Found);
        Assert.False((await Index.DeleteAsync(Study, ResourceLevel.Study, None)).Found);
    }

    [Fact]
    public async Task Delete_hides_changes_and_leaves_tombstones()
    {
        await StoreAsync("P", "T", "S", "I");
        await StoreAsync("P", "T", "S", "J");
        await Index.DeleteAsync(Instance, ResourceLevel.Instance, None);

        Assert.Equal([2L, 3, 4, 5], (await ChangesAsync()).Select(change => change.Sequence));
        IReadOnlyList<ChangeRow> all = await ChangesAsync(tombstones: true);
        Assert.Equal(6, all.Count);
        Assert.Equal(new ChangeRow(6, ChangeType.Deleted, ResourceLevel.Instance, Instance, Time.Now) { Parent = Sample.SeriesId("P", "T", "S") }, all[5]);
        ChangePage deletions = await Index.ChangesAsync(0, null, 10, [ChangeType.Deleted], true, None);
        Assert.Equal(6, Assert.Single(deletions.Changes).Sequence);
    }

    [Fact]
    public async Task Delete_and_store_again_gives_new_keys_and_new_changes()
    {
        await StoreAsync("P", "T", "S", "I");
        long key = await KeyAsync(Instance);
        await Index.DeleteAsync(Sample.PatientId("P"), ResourceLevel.Patient, None);
        StoreOutcome again = await StoreAsync("P", "T", "S", "I");

        Assert.Equal(4, again.Changes.Count);
        Assert.True(await KeyAsync(Instance) > key);
        Assert.Equal(again.Changes, await ChangesAsync());
        Assert.Empty(await CondemnAllAsync());
    }

    [Fact]
    public async Task Delete_one_of_two_references_keeps_the_blob()
    {
        await StoreAsync("P", "T", "S", "I", contents: [(1, "same")]);
        await StoreAsync("P", "T", "S", "J", contents: [(1, "same"), (2, "same")]);
        await Index.DeleteAsync(Sample.InstanceId("P", "T", "S", "J"), ResourceLevel.Instance, None);
        Assert.Empty(await CondemnAllAsync());
        Assert.Equal(1, await Index.MarkDamagedAsync(Sample.Blob("same").Uuid, false, None));
        await Index.DeleteAsync(Instance, ResourceLevel.Instance, None);
        Assert.Equal([Sample.Blob("same").Uuid], await CondemnAllAsync());
    }

    [Fact]
    public async Task Delete_study_of_thousands_is_whole()
    {
        IEnumerable<Task<StoreOutcome>> stores = Enumerable.Range(0, 3000).Select(i => StoreAsync("P", "T", "S" + i % 7, Sample.Number(i)));
        await Task.WhenAll(stores);
        DeleteOutcome outcome = await Index.DeleteAsync(Study, ResourceLevel.Study, None);
        Assert.Equal(3000 + 7 + 2, outcome.Deleted.Distinct().Count());
        Assert.Equal(default, await Index.StatisticsAsync(None));
        Assert.Equal(3000, (await Index.CondemnAsync(Time.Now.AddDays(1), 5000, None)).Count);
    }

    [Fact]
    public async Task Statistics_of_a_resource_sum_what_is_below_it()
    {
        await StoreAsync("P", "T", "S", "I", contents: [(1, "file"), (2, "json")]);
        await StoreAsync("P", "U", "V", "W", contents: [(1, "file")]);
        await Index.PutAttachmentAsync(Study, 1024, Sample.Blob("note"), Precondition.Any, None);
        Assert.Equal(
            new ResourceStatistics(2, 2, 2, 4 * 54, 4 * 104, 2 * 54, 2 * 104),
            await Index.StatisticsAsync(await KeyAsync(Sample.PatientId("P")), None));
        Assert.Equal(new ResourceStatistics(0, 0, 1, 108, 208, 54, 104), await Index.StatisticsAsync(await KeyAsync(Instance), None));
        Assert.Equal(default, await Index.StatisticsAsync(4711, None));
    }

    [Fact]
    public async Task Recycling_order_follows_last_instances_and_spares_the_protected()
    {
        foreach (string patient in new[] { "A", "B", "C" }) await StoreAsync(patient, "T", "S", "I");
        await StoreAsync("A", "T", "S", "J");
        Assert.Equal([Sample.PatientId("B"), Sample.PatientId("C"), Sample.PatientId("A")], await Index.RecyclingOrderAsync(10, None));

        Assert.True((await Index.SetProtectedAsync(Sample.PatientId("B"), true, None)).IsDone);
        await StoreAsync("B", "T", "S", "J");
        Assert.True((await RowAsync(Sample.PatientId("B"))).IsProtected);
        Assert.Equal([Sample.PatientId("C")], await Index.RecyclingOrderAsync(1, None));

        await Index.SetProtectedAsync(Sample.PatientId("B"), false, None);
        Assert.Equal([Sample.PatientId("C"), Sample.PatientId("A"), Sample.PatientId("B")], await Index.RecyclingOrderAsync(10, None));
        await Index.SetProtectedAsync(Sample.PatientId("C"), false, None);
        Assert.Equal(Sample.PatientId("C"), (await Index.RecyclingOrderAsync(10, None))[0]);
        Assert.Equal(WriteStatus.UnknownResource, (await Index.SetProtectedAsync(Sample.StudyId("A", "T"), true, None)).Status);
    }

    [Fact]
    public async Task Delete_tombstones_name_what_remained_above_them_while_it_is_there()
    {
        await StoreAsync("P", "T", "S", "I");
        await StoreAsync("P", "T", "S", "J");
        await StoreAsync("P", "T", "R", "K");
        await Index.DeleteAsync(Instance, ResourceLevel.Instance, None);
        await Index.DeleteAsync(Sample.InstanceId("P", "T", "R", "K"), ResourceLevel.Instance, None);

        ChangePage deletions = await Index.ChangesAsync(0, null, 10, [ChangeType.Deleted], true, None);
        Assert.Equal([Sample.SeriesId("P", "T", "S"), Study, Study], deletions.Changes.Select(change => change.Parent));

        await Index.DeleteAsync(Sample.PatientId("P"), ResourceLevel.Patient, None);
        deletions = await Index.ChangesAsync(0, null, 10, [ChangeType.Deleted], true, None);
        Assert.All(deletions.Changes, change => Assert.Null(change.Parent));
    }
}

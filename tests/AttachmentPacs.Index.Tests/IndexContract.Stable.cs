using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Tests;

public abstract partial class IndexContract
{
    private static readonly ResourceId Series = Sample.SeriesId("P", "T", "S");

    private Task<IReadOnlyList<ChangeRow>> SettleAsync(int limit = 100) => Index.SettleAsync(Time.Now, limit, None);

    private async Task AssertStableAsync(bool expected, params ResourceId[] ids)
    {
        foreach (ResourceId id in ids) Assert.Equal(expected, (await RowAsync(id)).IsStable);
    }

    private static IEnumerable<(ChangeType, ResourceId)> Heads(IEnumerable<ChangeRow> changes) => changes.Select(change => (change.Type, change.Id));

    [Fact]
    public async Task Resources_become_stable_from_below_in_the_order_of_their_last_instances()
    {
        await StoreAsync("P", "T", "S", "I");
        Time.Now = Time.Now.AddSeconds(1);
        await StoreAsync("P", "T", "S2", "I");
        await StoreAsync("Q", "T", "S", "I");
        Time.Now = Time.Now.AddSeconds(1);
        await StoreAsync("P", "T2", "S", "I");

        Assert.Equal(
            [
                (ChangeType.StableSeries, Sample.SeriesId("P", "T", "S")),
                (ChangeType.StableSeries, Sample.SeriesId("P", "T", "S2")), (ChangeType.StableSeries, Sample.SeriesId("Q", "T", "S")),
                (ChangeType.StableStudy, Sample.StudyId("P", "T")), (ChangeType.StableStudy, Sample.StudyId("Q", "T")), (ChangeType.StablePatient, Sample.PatientId("Q")),
                (ChangeType.StableSeries, Sample.SeriesId("P", "T2", "S")), (ChangeType.StableStudy, Sample.StudyId("P", "T2")), (ChangeType.StablePatient, Sample.PatientId("P")),
            ],
            Heads(await SettleAsync()));
        Assert.Empty(await SettleAsync());
    }

    // Uploads and answers as they were recorded with Orthanc 1.10.1.
    [Fact]
    public async Task Stable_changes_come_in_the_order_of_Orthanc()
    {
        foreach ((string patient, string study, string series, string instance) in ((string, string, string, string)[])
            [("P", "T1", "S1", "1"), ("P", "T1", "S1", "2"), ("P", "T1", "S2", "1"), ("P", "T2", "S1", "1"), ("Q", "T1", "S1", "1")])
        {
            await StoreAsync(patient, study, series, instance);
            Time.Now = Time.Now.AddMilliseconds(1);
        }

        await SettleAsync();

        Assert.Equal(
            [
                (ChangeType.StableSeries, Sample.SeriesId("P", "T1", "S1")), (ChangeType.StableSeries, Sample.SeriesId("P", "T1", "S2")), (ChangeType.StableStudy, Sample.StudyId("P", "T1")),
                (ChangeType.StableSeries, Sample.SeriesId("P", "T2", "S1")), (ChangeType.StableStudy, Sample.StudyId("P", "T2")), (ChangeType.StablePatient, Sample.PatientId("P")),
                (ChangeType.StableSeries, Sample.SeriesId("Q", "T1", "S1")), (ChangeType.StableStudy, Sample.StudyId("Q", "T1")), (ChangeType.StablePatient, Sample.PatientId("Q")),
            ],
            Heads((await ChangesAsync()).Skip(14)));
    }

    [Fact]
    public async Task Only_what_is_due_becomes_stable_and_the_next_date_is_told()
    {
        Assert.Null(await Index.UnstableSinceAsync(None));
        DateTimeOffset start = Time.Now;
        await StoreAsync("P", "T", "S", "I");
        Time.Now = start.AddSeconds(1);
        await StoreAsync("P", "T", "S2", "I");

        Assert.Empty(await Index.SettleAsync(start.AddMilliseconds(-1), 10, None));
        Assert.Equal(start, await Index.UnstableSinceAsync(None));
        ResourceId second = Sample.SeriesId("P", "T", "S2");
        await AssertStableAsync(false, Series, second, Study, Sample.PatientId("P"));
        Assert.Equal([(ChangeType.StableSeries, Series)], Heads(await Index.SettleAsync(start, 10, None)));
        await AssertStableAsync(true, Series);
        await AssertStableAsync(false, second, Study, Sample.PatientId("P"));
        Assert.Equal(start.AddSeconds(1), await Index.UnstableSinceAsync(None));
        await SettleAsync();
        Assert.Null(await Index.UnstableSinceAsync(None));
    }

    [Fact]
    public async Task Limit_cuts_the_order_and_the_next_call_goes_on()
    {
        await StoreAsync("P", "T", "S", "I");

        Assert.Equal([(ChangeType.StableSeries, Series)], Heads(await SettleAsync(1)));
        Assert.Equal([(ChangeType.StableStudy, Study), (ChangeType.StablePatient, Sample.PatientId("P"))], Heads(await SettleAsync(2)));
    }

    [Fact]
    public async Task Study_sent_again_becomes_stable_again_and_its_older_change_is_hidden()
    {
        await StoreAsync("P", "T", "S", "I");
        await SettleAsync();
        Time.Now = Time.Now.AddSeconds(1);

        await StoreAsync("P", "T", "S", "I");
        await AssertStableAsync(true, Series, Study);
        await StoreAsync("P", "T", "S", "I", DuplicatePolicy.Replace);
        await AssertStableAsync(false, Series, Study);
        IReadOnlyList<ChangeRow> again = await SettleAsync();

        Assert.Equal([ChangeType.StableSeries, ChangeType.StableStudy, ChangeType.StablePatient], again.Select(change => change.Type));
        Assert.Equal(again, (await ChangesAsync()).Where(change => change.Type >= ChangeType.StablePatient));
        Assert.Equal(6, (await ChangesAsync(tombstones: true)).Count(change => change.Type is ChangeType.StablePatient or ChangeType.StableStudy or ChangeType.StableSeries));
    }

    [Fact]
    public async Task Deletion_takes_the_mark_along_and_leaves_stable_parents_stable()
    {
        await StoreAsync("P", "T", "S", "I");
        await StoreAsync("P", "T", "S", "J");
        await SettleAsync();
        Time.Now = Time.Now.AddSeconds(1);
        await Index.DeleteAsync(Instance, ResourceLevel.Instance, None);
        await AssertStableAsync(true, Series, Study, Sample.PatientId("P"));
        Assert.Null(await Index.UnstableSinceAsync(None));

        await StoreAsync("P", "T", "S2", "I");
        await Index.DeleteAsync(Sample.SeriesId("P", "T", "S2"), ResourceLevel.Series, None);
        Assert.Equal([ChangeType.StableStudy, ChangeType.StablePatient], (await SettleAsync()).Select(change => change.Type));
        await StoreAsync("Q", "T", "S", "I");
        await Index.DeleteAsync(Sample.PatientId("Q"), ResourceLevel.Patient, None);
        Assert.Null(await Index.UnstableSinceAsync(None));
    }

    [Fact]
    public async Task Marks_outlive_a_reopening()
    {
        DateTimeOffset start = Time.Now;
        await StoreAsync("P", "T", "S", "I");
        await ReopenAsync();

        Assert.Equal(start, await Index.UnstableSinceAsync(None));
        Assert.Equal(3, (await SettleAsync()).Count);
        await ReopenAsync();
        Assert.Empty(await SettleAsync());
        await AssertStableAsync(true, Series, Study);
    }

    [Fact]
    public async Task Clock_that_is_set_back_neither_turns_the_order_nor_keeps_a_resource_unstable_until_its_date()
    {
        DateTimeOffset right = Time.Now;
        Time.Now = right.AddYears(1);
        await StoreAsync("P", "T", "S", "I");
        Time.Now = right;
        await StoreAsync("P", "T", "S2", "I");

        Time.Now = right.AddSeconds(60);
        Assert.Equal([(ChangeType.StableSeries, Sample.SeriesId("P", "T", "S2"))], Heads(await Index.SettleAsync(right, 10, None)));
        Assert.Equal(Time.Now, await Index.UnstableSinceAsync(None));
        Assert.Equal([(ChangeType.StableSeries, Series), (ChangeType.StableStudy, Study), (ChangeType.StablePatient, Sample.PatientId("P"))], Heads(await SettleAsync()));
    }

    [Fact]
    public async Task Series_that_completes_across_a_reopening_is_logged_once()
    {
        for (int i = 1; i <= 2; i++) await StoreAsync("P", "T", "S", $"I{i}", expected: 4, index: Sample.Number(i));
        await ReopenAsync();
        for (int i = 3; i <= 4; i++) await StoreAsync("P", "T", "S", $"I{i}", expected: 4, index: Sample.Number(i));
        await ReopenAsync();
        await StoreAsync("P", "T", "S", "I4", DuplicatePolicy.Replace, expected: 4, index: "4");

        Assert.Equal(Series, Assert.Single(await ChangesAsync(), change => change.Type == ChangeType.CompletedSeries).Id);
    }

    [Fact]
    public async Task Series_of_a_storm_is_completed_once_after_the_last_instance_that_it_lacked()
    {
        const int Count = 200;
        await Task.WhenAll(Enumerable.Range(0, 3 * Count).Select(i => Task.Run(() =>
            StoreAsync("P", "T", $"S{i % 3}", $"I{i % Count}", (DuplicatePolicy)(i % 2), expected: Count, index: Sample.Number((i % Count) + 1)))));
        await Task.WhenAll(Enumerable.Range(0, 3 * Count).Select(i => Task.Run(() =>
            StoreAsync("P", "T", $"S{i % 3}", $"I{i / 3}", DuplicatePolicy.Replace, expected: Count, index: Sample.Number((i / 3) + 1)))));

        IReadOnlyList<ChangeRow> changes = await ChangesAsync(tombstones: true);
        foreach (string series in (string[])["S0", "S1", "S2"])
        {
            ResourceId id = Sample.SeriesId("P", "T", series);
            ChangeRow completed = Assert.Single(changes, change => change.Type == ChangeType.CompletedSeries && change.Id == id);
            HashSet<ResourceId> own = [.. await Index.DescendantsAsync(await KeyAsync(id), ResourceLevel.Instance, None)];
            Assert.Equal(Count, own.Count);
            long last = own.Max(instance => changes.First(change => change.Type == ChangeType.NewInstance && change.Id == instance).Sequence);
            Assert.Equal(last + 1, completed.Sequence);
        }
    }
}

using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Tests;

public abstract partial class IndexContract
{
    [Fact]
    public async Task Store_first_instance_logs_new_resources_from_instance_to_patient()
    {
        StoreOutcome outcome = await StoreAsync("P", "T", "S", "I");

        Assert.Equal(StoreStatus.Stored, outcome.Status);
        Assert.Equal(
            [ChangeType.NewInstance, ChangeType.NewSeries, ChangeType.NewStudy, ChangeType.NewPatient],
            outcome.Changes.Select(change => change.Type));
        Assert.Equal([1L, 2, 3, 4], outcome.Changes.Select(change => change.Sequence));
        Assert.Equal(outcome.Changes, await ChangesAsync());
        Assert.All(outcome.Changes, change => Assert.Equal(Time.Now, change.Date));
    }

    [Fact]
    public async Task Store_second_instance_of_series_logs_only_itself()
    {
        await StoreAsync("P", "T", "S", "I");
        StoreOutcome outcome = await StoreAsync("P", "T", "S", "J");
        Assert.Equal([ChangeType.NewInstance], outcome.Changes.Select(change => change.Type));
        Assert.Equal(new IndexStatistics(1, 1, 1, 2, 114, 214), await Index.StatisticsAsync(None));
    }

    [Fact]
    public async Task Find_after_store_tells_place_in_the_tree()
    {
        await StoreAsync("P", "T", "S", "I");
        ResourceRow patient = await RowAsync(Sample.PatientId("P"));
        ResourceRow instance = await RowAsync(Sample.InstanceId("P", "T", "S", "I"));

        Assert.Equal((ResourceLevel.Patient, 0L, null, false), (patient.Level, patient.ParentKey, patient.ParentId, patient.IsProtected));
        Assert.Equal((ResourceLevel.Instance, Sample.SeriesId("P", "T", "S")), (instance.Level, instance.ParentId));
        Assert.Equal(Time.Now, instance.LastUpdate);
        Assert.Equal(patient, await Index.AncestorAsync(instance.Key, ResourceLevel.Patient, None));
        Assert.Null(await Index.AncestorAsync(instance.Key + 1000, ResourceLevel.Patient, None));
        Assert.Null(await Index.FindAsync(Sample.PatientId("Q"), None));
    }

    [Fact]
    public async Task Store_keeps_tags_metadata_and_attachments_as_given()
    {
        NewInstance given = Sample.Instance("P", "T", "S", "I", index: "7", contents: [(2, "summary"), (1, "file")]);
        await Index.StoreAsync(given, None);
        long key = await KeyAsync(given.Instance.Id);

        Assert.Equal(given.Instance.MainTags.OrderBy(tag => tag.Tag), await Index.MainTagsAsync(key, None));
        Assert.Equal(
            [new(1, "7", 0), new(2, "20261120T231032", 0), new MetadataRow(9, "1.2.840.10008.1.2.1", 0)], await Index.MetadataAsync(key, None));
        IReadOnlyList<AttachmentRow> attachments = await Index.AttachmentsAsync(key, None);
        Assert.Equal([1, 2], attachments.Select(attachment => attachment.Type));
        Assert.Equivalent(Sample.Blob("file"), attachments[0].Blob);
        Assert.Equivalent(new AttachmentRow(2, Sample.Blob("summary"), 0, false), await Index.AttachmentAsync(key, 2, None));
        Assert.Null(await Index.AttachmentAsync(key, 3, None));
    }

    [Fact]
    public async Task Metadata_of_series_contains_last_update_in_its_place()
    {
        await StoreAsync("P", "T", "S", "I");
        Time.Now = Time.Now.AddSeconds(61);
        await StoreAsync("P", "T", "S", "J");
        long series = await KeyAsync(Sample.SeriesId("P", "T", "S"));

        Assert.Equal([new(3, "SCANNER", 0), new MetadataRow(7, "20261120T231133", 0)], await Index.MetadataAsync(series, None));
        Assert.Equal("20261120T231133", (await Index.MetadataAsync(await KeyAsync(Sample.PatientId("P")), 7, None))?.Value);
        Assert.Null(await Index.MetadataAsync(await KeyAsync(Sample.InstanceId("P", "T", "S", "J")), 7, None));
        Assert.Equal(["20261120T231133"], await Index.ChildrenMetadataAsync(await KeyAsync(Sample.StudyId("P", "T")), 7, None));
    }

    [Theory]
    [InlineData(DuplicatePolicy.Ignore, StoreStatus.AlreadyStored)]
    [InlineData(DuplicatePolicy.Reject, StoreStatus.Rejected)]
    public async Task Store_duplicate_when_not_replacing_changes_nothing(DuplicatePolicy policy, StoreStatus expected)
    {
        await StoreAsync("P", "T", "S", "I");
        ResourceRow before = await RowAsync(Sample.PatientId("P"));
        Time.Now = Time.Now.AddHours(1);
        StoreOutcome outcome = await StoreAsync("P", "T", "S", "I", policy, contents: [(1, "other")]);

        Assert.Equal(expected, outcome.Status);
        Assert.Empty(outcome.Changes);
        Assert.Equal(4, (await ChangesAsync()).Count);
        Assert.Equal(before, await RowAsync(Sample.PatientId("P")));
        Assert.Empty(await CondemnAllAsync());
    }

    [Fact]
    public async Task Store_id_of_another_level_is_refused_and_says_why()
    {
        await StoreAsync("P", "T", "S", "I");
        InvalidDataException refusal = await Assert.ThrowsAsync<InvalidDataException>(() => StoreAsync("P|T", "U", "V", "W"));
        Assert.Contains("belongs to a Study already", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(4, (await ChangesAsync()).Count);
    }

    [Fact]
    public async Task Store_two_attachments_of_one_type_is_refused()
    {
        ArgumentException refusal = await Assert.ThrowsAsync<ArgumentException>(() => StoreAsync("P", "T", "S", "I", contents: [(1, "a"), (1, "b")]));
        Assert.Contains("two attachments of type 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_last_expected_instance_logs_completed_series_once()
    {
        await StoreAsync("P", "T", "S", "I1", expected: 3, index: "1");
        await StoreAsync("P", "T", "S", "I1b", expected: 3, index: "1");
        await StoreAsync("P", "T", "S", "I2", expected: 3, index: " 2");
        StoreOutcome last = await StoreAsync("P", "T", "S", "I3", expected: 3, index: "3");
        StoreOutcome more = await StoreAsync("P", "T", "S", "I3b", expected: 3, index: "3");

        Assert.Equal([ChangeType.NewInstance, ChangeType.CompletedSeries], last.Changes.Select(change => change.Type));
        Assert.Equal((ResourceLevel.Series, Sample.SeriesId("P", "T", "S")), (last.Changes[1].Level, last.Changes[1].Id));
        Assert.Equal([ChangeType.NewInstance], more.Changes.Select(change => change.Type));
    }

    [Fact]
    public async Task Store_only_instance_expected_logs_completed_series_after_new_patient()
    {
        StoreOutcome outcome = await StoreAsync("P", "T", "S", "I", expected: 1, index: "1");
        Assert.Equal([ChangeType.NewPatient, ChangeType.CompletedSeries], outcome.Changes.Skip(3).Select(change => change.Type));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("3")]
    [InlineData("x")]
    [InlineData(null)]
    public async Task Store_index_outside_expectation_does_not_complete_series(string? index)
    {
        await StoreAsync("P", "T", "S", "I1", expected: 2, index: "1");
        await StoreAsync("P", "T", "S", "I2", expected: 2, index: index);
        StoreOutcome third = await StoreAsync("P", "T", "S", "I3", expected: 2, index: index is null ? "1" : "2");
        Assert.Equal([ChangeType.NewInstance], third.Changes.Select(change => change.Type));
    }

    [Fact]
    public async Task Lookup_compares_without_case_and_padding()
    {
        await StoreAsync("Ärzte 7", "1.2.3", "1.2.3.4", "1.2.3.4.5");
        Assert.Equal(Sample.PatientId("Ärzte 7"), Assert.Single(await Index.LookupAsync(ResourceLevel.Patient, " äRZTE 7 \0", None)).Id);
        Assert.Equal(ResourceLevel.Instance, Assert.Single(await Index.LookupAsync(ResourceLevel.Instance, "1.2.3.4.5 ", None)).Level);
        Assert.Empty(await Index.LookupAsync(ResourceLevel.Study, "1.2.3.4.5", None));
        Assert.Empty(await Index.LookupAsync(ResourceLevel.Patient, "", None));
    }

    [Fact]
    public async Task Lookup_uid_used_by_two_patients_finds_both()
    {
        await StoreAsync("P", "1.2", "1.3", "1.4");
        await StoreAsync("Q", "1.2", "1.3", "1.4");
        IReadOnlyList<ResourceRow> studies = await Index.LookupAsync(ResourceLevel.Study, "1.2", None);
        Assert.Equal([Sample.StudyId("P", "1.2"), Sample.StudyId("Q", "1.2")], studies.Select(row => row.Id));
    }

    [Fact]
    public async Task List_pages_follow_the_order_of_creation()
    {
        string[] names = ["E", "A", "D", "B", "C"];
        foreach (string name in names) await StoreAsync("P" + name, "T", "S", "I" + name);
        IEnumerable<ResourceId> patients = names.Select(name => Sample.PatientId("P" + name));
        IEnumerable<ResourceId> instances = names.Select(name => Sample.InstanceId("P" + name, "T", "S", "I" + name));

        Assert.Equal(patients, await Index.ListAsync(ResourceLevel.Patient, 0, 0, None));
        Assert.Equal(patients.Skip(1).Take(2), await Index.ListAsync(ResourceLevel.Patient, 1, 2, None));
        Assert.Equal(instances.Skip(3), await Index.ListAsync(ResourceLevel.Instance, 3, 10, None));
        Assert.Empty(await Index.ListAsync(ResourceLevel.Series, 5, 0, None));
    }

    [Fact]
    public async Task FirstDescendant_is_the_oldest_of_the_oldest_at_each_level()
    {
        foreach (string study in new[] { "B", "A" })
        {
            foreach (string instance in new[] { "J", "I" }) await StoreAsync("P", study, "S", instance);
        }

        long patient = await KeyAsync(Sample.PatientId("P"));
        ResourceRow series = await RowAsync(Sample.SeriesId("P", "B", "S"));
        ResourceRow instanceRow = await RowAsync(Sample.InstanceId("P", "B", "S", "J"));
        Assert.Equal(instanceRow, await Index.FirstDescendantAsync(patient, ResourceLevel.Instance, None));
        Assert.Equal(series, await Index.FirstDescendantAsync(patient, ResourceLevel.Series, None));
        Assert.Equal(instanceRow, await Index.FirstDescendantAsync(series.Key, ResourceLevel.Instance, None));
        Assert.Null(await Index.FirstDescendantAsync(series.Key, ResourceLevel.Series, None));
        Assert.Null(await Index.FirstDescendantAsync(series.Key, ResourceLevel.Patient, None));
        Assert.Null(await Index.FirstDescendantAsync(patient + 1000, ResourceLevel.Instance, None));
    }

    [Fact]
    public async Task Descendants_are_listed_by_ascending_id()
    {
        for (int i = 0; i < 12; i++) await StoreAsync("P", "T" + i % 3, "S", "I" + Sample.Number(i));
        long patient = await KeyAsync(Sample.PatientId("P"));
        IReadOnlyList<ResourceId> instances = await Index.DescendantsAsync(patient, ResourceLevel.Instance, None);

        Assert.Equal(12, instances.Distinct().Count());
        Assert.Equal(instances.Order(), instances);
        Assert.Equal(3, (await Index.DescendantsAsync(patient, ResourceLevel.Study, None)).Count);
        Assert.Empty(await Index.DescendantsAsync(patient, ResourceLevel.Patient, None));
    }
}

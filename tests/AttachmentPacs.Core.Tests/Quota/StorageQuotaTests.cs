using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Quota;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Quota;

/// <summary>Storage:MaximumSize and Storage:MaximumPatients (contract 1.5, 1.10, 1.11), with the real index.</summary>
public class StorageQuotaTests
{
    private const int Pixels = 100_000;

    // Room for three instances of Pixels bytes with their summaries, not for four.
    private static readonly QuotaLimits ThreeInstances = new(3 * (Pixels + 10_000), 0, MaximumMode.Recycle);

    [Fact]
    public async Task Full_archive_recycles_the_patient_whose_last_instance_came_longest_ago()
    {
        await using TestArchive archive = await TestArchive.OpenAsync(limits: ThreeInstances);
        ResourceId a = await StoreAsync(archive, "A", 1);
        ResourceId b = await StoreAsync(archive, "B", 1);
        ResourceId again = await StoreAsync(archive, "A", 2);

        ResourceId c = await StoreAsync(archive, "C", 1);

        Assert.Equal("+-++", await ArePresentAsync(archive, a, b, again, c));
        await AssertWithinAsync(archive, ThreeInstances);
        ChangePage changes = await archive.Index.ChangesAsync(0, null, 100, [ChangeType.Deleted], tombstones: true, default);
        Assert.Contains(changes.Changes, change => change.Id == b);
        (int number, string text) = Assert.Single(archive.Lines);
        Assert.Equal(1020, number);
        Assert.StartsWith($"Recycled patient {ResourceId.ForPatient("B")}: 1 studies, 1 instances, 10", text, StringComparison.Ordinal);
        Assert.Equal(0, archive.Drafts());
    }

    [Fact]
    public async Task Protected_patients_are_never_recycled_and_nobody_is_deleted_in_vain()
    {
        await using TestArchive archive = await TestArchive.OpenAsync(limits: ThreeInstances);
        ResourceId a = await StoreAsync(archive, "A", 1);
        ResourceId b = await StoreAsync(archive, "B", 1);
        ResourceId c = await StoreAsync(archive, "C", 1);
        foreach (ResourceId instance in (ResourceId[])[a, b]) await archive.Quota.SetProtectedAsync(await PatientAsync(archive, instance), true, default);

        // Two have to go, one may.
        await Assert.ThrowsAsync<StorageFullException>(() => StoreAsync(archive, "D", 1, 2 * Pixels));
        string after = await ArePresentAsync(archive, a, b, c);
        ResourceId d = await StoreAsync(archive, "D", 2);

        Assert.Equal("+++", after);
        Assert.Equal("++-+", await ArePresentAsync(archive, a, b, c, d));
        Assert.Equal((0, 6), (archive.Drafts(), await CollectedAsync(archive)));
    }

    [Fact]
    public async Task Patient_that_is_being_stored_is_not_recycled_for_himself()
    {
        await using TestArchive archive = await TestArchive.OpenAsync(limits: ThreeInstances);
        ResourceId[] stored = [await StoreAsync(archive, "A", 1), await StoreAsync(archive, "A", 2), await StoreAsync(archive, "A", 3)];

        var refused = await Assert.ThrowsAsync<StorageFullException>(() => StoreAsync(archive, "A", 4));

        Assert.Contains("it is the patient who is being stored", refused.Message, StringComparison.Ordinal);
        Assert.Equal("+++", await ArePresentAsync(archive, stored));
    }

    [Fact]
    public async Task Reject_refuses_at_the_limit_and_takes_again_after_a_deletion()
    {
        QuotaLimits limits = ThreeInstances with { Mode = MaximumMode.Reject };
        await using TestArchive archive = await TestArchive.OpenAsync(limits: limits);
        ResourceId a = await StoreAsync(archive, "A", 1);
        await StoreAsync(archive, "B", 1);
        await StoreAsync(archive, "C", 1);

        await Assert.ThrowsAsync<StorageFullException>(() => StoreAsync(archive, "D", 1));
        IngestResult known = await archive.StoreAsync(File("A", 1, Pixels));
        string wasThere = await ArePresentAsync(archive, a);
        await archive.Index.DeleteAsync(a, ResourceLevel.Instance, default);
        ResourceId d = await StoreAsync(archive, "D", 1);

        Assert.Equal((IngestStatus.AlreadyStored, "+"), (known.Status, wasThere));
        Assert.Equal("-+", await ArePresentAsync(archive, a, d));
        await AssertWithinAsync(archive, limits);
    }

    [Theory]
    [InlineData(MaximumMode.Recycle)]
    [InlineData(MaximumMode.Reject)]
    public async Task Instance_larger_than_the_quota_is_refused_while_it_is_received_and_recycles_nobody(MaximumMode mode)
    {
        await using TestArchive archive = await TestArchive.OpenAsync(limits: ThreeInstances with { Mode = mode });
        ResourceId a = await StoreAsync(archive, "A", 1);
        using GeneratedStream large = DicomBuilder.Instance("B").ToStream(100L << 20);

        await Assert.ThrowsAsync<StorageFullException>(() => archive.StoreAsync(large));

        Assert.InRange(large.Position, 0, ThreeInstances.Size + (256 << 10));
        Assert.Equal("+", await ArePresentAsync(archive, a));
        Assert.Equal((0, 2), (archive.Drafts(), archive.Blobs()));
    }

    [Fact]
    public async Task Number_of_patients_is_kept_and_a_known_patient_needs_no_room()
    {
        var limits = new QuotaLimits(0, 2, MaximumMode.Recycle);
        await using TestArchive archive = await TestArchive.OpenAsync(limits: limits);
        ResourceId a = await StoreAsync(archive, "A", 1);
        ResourceId b = await StoreAsync(archive, "B", 1);
        ResourceId more = await StoreAsync(archive, "A", 2);
        string before = await ArePresentAsync(archive, a, b, more);

        ResourceId c = await StoreAsync(archive, "C", 1);

        Assert.Equal("+++", before);
        Assert.Equal("+-++", await ArePresentAsync(archive, a, b, more, c));
        await AssertWithinAsync(archive, limits);
    }

    [Fact]
    public async Task Attachments_of_users_need_room_and_recycle_others_only()
    {
        await using TestArchive archive = await TestArchive.OpenAsync(limits: ThreeInstances);
        ResourceId a = await StoreAsync(archive, "A", 1);
        ResourceId b = await StoreAsync(archive, "B", 1);

        WriteOutcome first = await PutAsync(archive, a, Pixels);
        WriteOutcome replaced = await PutAsync(archive, a, Pixels + 10);
        string before = await ArePresentAsync(archive, a, b);
        WriteOutcome larger = await PutAsync(archive, a, 2 * Pixels);
        var refused = await Assert.ThrowsAsync<StorageFullException>(() => PutAsync(archive, a, 3 * Pixels));

        Assert.True(first.IsDone && replaced.IsDone && larger.IsDone);
        Assert.Equal("++", before);
        Assert.Equal("+-", await ArePresentAsync(archive, a, b));
        Assert.Contains("Too little can be recycled", refused.Message, StringComparison.Ordinal);
        await AssertWithinAsync(archive, ThreeInstances);
    }

    [Fact]
    public async Task Summary_that_is_made_anew_is_stored_in_a_full_archive()
    {
        QuotaLimits limits = ThreeInstances with { Mode = MaximumMode.Reject };
        await using TestArchive archive = await TestArchive.OpenAsync(limits: limits);
        ResourceId a = await StoreAsync(archive, "A", 1);
        await archive.Index.DeleteAttachmentAsync(a, AttachmentType.DicomAsJson, Precondition.Any, default);
        long used = (await archive.Index.StatisticsAsync(default)).CompressedSize;
        await PutAsync(archive, a, (int)(limits.Size - used));

        ReadOnlyMemory<byte>? made = await archive.Summaries.ReadAsync((await archive.Index.FindAsync(a, default))!, default);

        Assert.NotNull(made);
        Assert.True((await archive.Index.StatisticsAsync(default)).CompressedSize > limits.Size);
        await Assert.ThrowsAsync<StorageFullException>(() => StoreAsync(archive, "B", 1, 1));
    }

    [Fact]
    public async Task Room_of_a_failed_write_is_found_again()
    {
        QuotaLimits limits = ThreeInstances with { Mode = MaximumMode.Reject };
        await using TestArchive archive = await TestArchive.OpenAsync(limits: limits);
        archive.Index.BeforeStore = _ => throw new IndexUnavailableException("busy");
        for (int i = 0; i < 5; i++) await Assert.ThrowsAsync<IndexUnavailableException>(() => StoreAsync(archive, "A", 1));
        archive.Index.BeforeStore = null;

        ResourceId[] stored = [await StoreAsync(archive, "A", 1), await StoreAsync(archive, "B", 1), await StoreAsync(archive, "C", 1)];

        Assert.Equal("+++", await ArePresentAsync(archive, stored));
    }

    [Fact]
    public async Task Protection_comes_before_the_recycler_looks_or_after_it_is_done()
    {
        await using TestArchive archive = await TestArchive.OpenAsync(limits: ThreeInstances);
        foreach (string patient in (string[])["A", "B", "C"]) await StoreAsync(archive, patient, 1);
        Task<WriteOutcome>? protection = null;
        bool wasEarly = true;
        archive.Index.BeforeDelete = patient =>
        {
            protection = archive.Quota.SetProtectedAsync(patient, true, default);
            wasEarly = protection.IsCompleted;
        };

        await StoreAsync(archive, "D", 1);

        Assert.False(wasEarly);
        Assert.Equal(WriteStatus.UnknownResource, (await protection!).Status);
    }

    [Fact]
    public async Task Far_from_the_limits_nothing_is_asked_and_nobody_waits()
    {
        var limits = new QuotaLimits(1L << 40, 1_000_000, MaximumMode.Recycle);
        await using TestArchive archive = await TestArchive.OpenAsync(limits: limits);
        await StoreAsync(archive, "A", 1);
        int asked = archive.Index.Statistics;
        for (int i = 2; i < 12; i++) await StoreAsync(archive, "A", i, 10);

        Assert.Equal((1, 1), (asked, archive.Index.Statistics));
    }

    private static byte[] File(string patient, int instance, int pixels)
    {
        byte[] content = new byte[pixels];
        new Random(instance).NextBytes(content);
        return DicomBuilder.Instance(patient, 1, 1, instance).Pixels(content).ToArray();
    }

    private static async Task<ResourceId> StoreAsync(TestArchive archive, string patient, int instance, int pixels = Pixels)
    {
        IngestResult result = await archive.StoreAsync(File(patient, instance, pixels));
        Assert.Equal(IngestStatus.Success, result.Status);
        return result.Identity.Instance;
    }

    private static Task<WriteOutcome> PutAsync(TestArchive archive, ResourceId resource, int size) =>
        archive.Writer.PutAsync(resource, 1024, new MemoryStream(new byte[size]), Precondition.Any, default);

    // A + for each that is there, a - for each that is not.
    private static async Task<string> ArePresentAsync(TestArchive archive, params ResourceId[] instances)
    {
        string present = "";
        foreach (ResourceId instance in instances) present += await archive.Index.FindAsync(instance, default) is null ? '-' : '+';
        return present;
    }

    private static async Task<ResourceId> PatientAsync(TestArchive archive, ResourceId instance) =>
        (await archive.Index.AncestorAsync((await archive.Index.FindAsync(instance, default))!.Key, ResourceLevel.Patient, default))!.Id;

    private static async Task<int> CollectedAsync(TestArchive archive)
    {
        archive.Time.Now += TestArchive.Grace + TimeSpan.FromMinutes(1);
        await archive.Collector.CollectAsync(default);
        return archive.Blobs();
    }

    private static async Task AssertWithinAsync(TestArchive archive, QuotaLimits limits)
    {
        IndexStatistics statistics = await archive.Index.StatisticsAsync(default);
        if (limits.Size > 0) Assert.InRange(statistics.CompressedSize, 1, limits.Size);
        if (limits.Patients > 0) Assert.InRange(statistics.Patients, 1, limits.Patients);
    }
}

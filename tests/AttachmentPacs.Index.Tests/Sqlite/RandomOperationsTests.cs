using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Index.Tests.Sqlite;

/// <summary>Long random sequences of changes, several at a time; afterwards every number kept twice must agree.</summary>
public sealed class RandomOperationsTests : IDisposable
{
    private static readonly string[] Names = ["a", "b", "c"];
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly FakeFiles _files = new();

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 8)]
    [InlineData(4, 32)]
    public async Task Index_after_random_changes_agrees_with_a_recount(int seed, int atOnce)
    {
        Random random = new(seed);
        await using SqliteIndex index = await SqliteIndex.OpenAsync(Probe.Options(_folder.Database), _files.Exists, _time, None);
        HashSet<ResourceId> model = [];
        for (int round = 0; round < 1500 / atOnce; round++)
        {
            _time.Now = _time.Now.AddSeconds(1);
            await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => ChangeAsync(index, random, atOnce == 1 ? model : null)));
            if (round % 50 == 0) await CollectAsync(index);
            if (round % 20 == 0) await index.SettleAsync(_time.Now.AddSeconds(-random.Next(30)), random.Next(5), None);
        }

        Assert.Empty(Probe.Contradictions(_folder.Database));
        IReadOnlyList<ResourceId> instances = await index.ListAsync(ResourceLevel.Instance, 0, 0, None);
        Assert.Equal(instances.Count, (await index.StatisticsAsync(None)).Instances);
        if (atOnce == 1) Assert.Equal(model.Order(), instances.Order());
        foreach (ResourceId id in instances)
        {
            long key = (await index.FindAsync(id, None))!.Key;
            Assert.All(await index.AttachmentsAsync(key, None), attachment => Assert.True(_files.Exists(attachment.Blob.Uuid)));
        }
    }

    private static string Pick(Random random) => Names[random.Next(Names.Length)];

    private async Task ChangeAsync(SqliteIndex index, Random random, HashSet<ResourceId>? model)
    {
        string patient = Pick(random), study = Pick(random), series = Pick(random), name = Pick(random);
        ResourceId id = Sample.InstanceId(patient, study, series, name);
        ResourceId any = random.Next(3) switch { 0 => id, 1 => Sample.StudyId(patient, study), _ => Sample.PatientId(patient) };
        BlobRow blob = Sample.Blob("content " + random.Next(6));
        switch (random.Next(12))
        {
            case 0 or 1 or 2 or 3 or 4:
                await StoreAsync(index, patient, study, series, name, (DuplicatePolicy)random.Next(3), random.Next(9), model);
                break;
            case 5:
                Forget(model, (await index.DeleteAsync(id, ResourceLevel.Instance, None)).Deleted);
                break;
            case 6:
                Forget(model, (await index.DeleteAsync(Sample.SeriesId(patient, study, series), ResourceLevel.Series, None)).Deleted);
                break;
            case 7:
                Forget(model, (await index.DeleteAsync(Sample.StudyId(patient, study), ResourceLevel.Study, None)).Deleted);
                break;
            case 8:
                _files.Publish(blob.Uuid);
                await index.PutAttachmentAsync(any, 1024, blob, Precondition.Any, None);
                break;
            case 9:
                await index.DeleteAttachmentAsync(any, 1024, Precondition.Any, None);
                break;
            case 10:
                await index.PutMetadataAsync(any, 1024, "value", Precondition.Any, None);
                await index.AddLabelAsync(any, "label", None);
                break;
            default:
                await index.SetProtectedAsync(Sample.PatientId(patient), random.Next(2) == 0, None);
                break;
        }
    }

    private async Task StoreAsync(
        SqliteIndex index, string patient, string study, string series, string name, DuplicatePolicy policy, int content,
        HashSet<ResourceId>? model)
    {
        NewInstance instance = Sample.Instance(
            patient, study, series, name, policy, 3, Sample.Number(content % 4), (1, "content " + content % 6), (2, "content " + content / 2));
        foreach ((_, BlobRow blob) in instance.Attachments) _files.Publish(blob.Uuid);
        StoreOutcome outcome = await index.StoreAsync(instance, None);
        if (model is null) return;
        bool isNew = model.Add(instance.Instance.Id);
        Assert.Equal(isNew ? StoreStatus.Stored : policy switch
        {
            DuplicatePolicy.Ignore => StoreStatus.AlreadyStored,
            DuplicatePolicy.Reject => StoreStatus.Rejected,
            _ => StoreStatus.Replaced,
        }, outcome.Status);
    }

    private async Task CollectAsync(SqliteIndex index)
    {
        IReadOnlyList<Guid> condemned = await index.CondemnAsync(_time.Now, 100, None);
        foreach (Guid uuid in condemned) _files.Remove(uuid);
        await index.ForgetAsync(condemned, None);
    }

    private static void Forget(HashSet<ResourceId>? model, IReadOnlyList<ResourceId> deleted) => model?.ExceptWith(deleted);
}

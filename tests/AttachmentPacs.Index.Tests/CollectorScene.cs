using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Index.Tests;

/// <summary>
/// One content that several clients store while a collector is at work. A step is one transaction of the index, or one file that comes or goes;
/// an actor's next step follows from what its last one brought.
/// </summary>
public sealed class CollectorScene(IIndex index, FakeFiles files, ManualTime time, string patient)
{
    private static readonly string[] Clients = ["A", "B"];
    private readonly Dictionary<string, Guid> _acknowledged = [];
    private readonly Dictionary<string, BlobRow> _offered = [];
    private readonly Dictionary<string, int> _clientSteps = [];
    private IReadOnlyCollection<Guid> _listed = [];
    private int _collectorSteps;
    private int _sweeperSteps;
    private int _names;

    /// <summary>A file that an acknowledged instance refers to is gone.</summary>
    public bool HasLost => !_acknowledged.Values.All(files.Has);

    private BlobRow Content => Sample.Blob(patient);

    /// <summary>The content is there, stored by an instance that <see cref="DeleteAsync"/> deletes.</summary>
    public async Task BeginWithReferenceAsync()
    {
        files.Publish(Content.Uuid);
        await StoreAsync("O", Content);
    }

    /// <summary>The content's file is there, but no row: a client stopped in between.</summary>
    public void BeginWithOrphan() => files.Publish(Content.Uuid);

    public Task ClientAsync(int number) => ClientAsync(Clients[number]);

    public async Task DeleteAsync()
    {
        _acknowledged.Remove("O");
        await index.DeleteAsync(Id("O"), ResourceLevel.Instance, default);
    }

    /// <summary>Condemn, remove, forget, and so on.</summary>
    public async Task CollectAsync()
    {
        switch (_collectorSteps++ % 3)
        {
            case 0: _listed = await index.CondemnAsync(time.Now.AddDays(1), 100, default); break;
            case 1: Remove(); break;
            default: await index.ForgetAsync(_listed, default); break;
        }
    }

    /// <summary>List the files, condemn those without a row, remove, forget.</summary>
    public async Task SweepAsync()
    {
        switch (_sweeperSteps++ % 4)
        {
            case 0: _listed = [.. AllNames().Where(files.Has)]; break;
            case 1: _listed = await index.CondemnOrphansAsync(_listed, default); break;
            case 2: Remove(); break;
            default: await index.ForgetAsync(_listed, default); break;
        }
    }

    private ResourceId Id(string name) => Sample.InstanceId(patient, "T", "S", name);

    private IEnumerable<Guid> AllNames() => _offered.Values.Select(blob => blob.Uuid).Append(Content.Uuid).Distinct();

    private void Remove()
    {
        foreach (Guid uuid in _listed) files.Remove(uuid);
    }

    // Publish, store; if refused, publish under a name of its own, store.
    private async Task ClientAsync(string name)
    {
        if (_acknowledged.ContainsKey(name)) return;
        int step = _clientSteps.GetValueOrDefault(name);
        _clientSteps[name] = step + 1;
        if (step % 2 == 0)
        {
            _offered[name] = step == 0 ? Content : Content with { Uuid = Sample.Blob($"{patient} {_names++}").Uuid };
            files.Publish(_offered[name].Uuid);
        }
        else
        {
            await StoreAsync(name, _offered[name]);
        }
    }

    private async Task StoreAsync(string name, BlobRow blob)
    {
        NewInstance instance = Sample.Instance(patient, "T", "S", name) with { Attachments = [new(1, blob)] };
        StoreOutcome outcome = await index.StoreAsync(instance, default);
        if (outcome.Status == StoreStatus.Stored) _acknowledged[name] = blob.Uuid;
        else Assert.Equal([blob.Uuid], outcome.UnavailableBlobs);
    }
}

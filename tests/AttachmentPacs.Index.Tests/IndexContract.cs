using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Index.Tests;

/// <summary>What every index does, whatever database it is built on: derive, and give it an empty one.</summary>
public abstract partial class IndexContract : IAsyncLifetime
{
    private IIndex? _index;

    protected ManualTime Time { get; } = new();

    protected FakeFiles Files { get; } = new();

    protected IIndex Index => _index!;

    protected static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync() => _index = await OpenAsync();

    public virtual async Task DisposeAsync() => await Index.DisposeAsync();

    /// <summary>Opens the index of this test: empty the first time.</summary>
    protected abstract Task<IIndex> OpenAsync();

    protected async Task ReopenAsync()
    {
        await Index.DisposeAsync();
        _index = await OpenAsync();
    }

    protected Task<StoreOutcome> StoreAsync(
        string patient, string study, string series, string instance, DuplicatePolicy onDuplicate = DuplicatePolicy.Ignore,
        int? expected = null, string? index = null, params (int Type, string Content)[] contents) =>
        Index.StoreAsync(Sample.Instance(patient, study, series, instance, onDuplicate, expected, index, contents), None);

    protected async Task<ResourceRow> RowAsync(ResourceId id)
    {
        ResourceRow? row = await Index.FindAsync(id, None);
        Assert.NotNull(row);
        return row;
    }

    protected async Task<long> KeyAsync(ResourceId id) => (await RowAsync(id)).Key;

    protected async Task<IReadOnlyList<ChangeRow>> ChangesAsync(bool tombstones = false) =>
        (await Index.ChangesAsync(0, null, 10_000, [], tombstones, None)).Changes;

    protected Task<IReadOnlyList<Guid>> CondemnAllAsync() => Index.CondemnAsync(Time.Now.AddDays(1), 1000, None);
}

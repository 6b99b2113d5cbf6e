using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Tests;

public abstract partial class IndexContract
{
    private async Task<(long[] Sequences, bool Done, long Last)> PageAsync(long? since, long? to, int limit, params ChangeType[] types)
    {
        ChangePage page = await Index.ChangesAsync(since, to, limit, types, false, None);
        return ([.. page.Changes.Select(change => change.Sequence)], page.Done, page.Last);
    }

    [Fact]
    public async Task Changes_pages_are_exclusive_of_since_and_inclusive_of_to()
    {
        for (int i = 0; i < 6; i++) await StoreAsync("P", "T", "S", "I" + Sample.Number(i)); // sequences 1 to 9

        Assert.Equivalent((new long[] { 1, 2, 3 }, false, 3L), await PageAsync(0, null, 3));
        Assert.Equivalent((new long[] { 1, 2, 3 }, false, 3L), await PageAsync(null, null, 3));
        Assert.Equivalent((new long[] { 7, 8, 9 }, true, 9L), await PageAsync(6, null, 3));
        Assert.Equivalent((Array.Empty<long>(), true, 9L), await PageAsync(9, null, 3));
        Assert.Equivalent((new long[] { 3, 4 }, true, 4L), await PageAsync(2, 4, 3));
        Assert.Equivalent((new long[] { 5, 6, 7 }, false, 7L), await PageAsync(null, 7, 3));
        Assert.Equivalent((new long[] { 1, 2 }, true, 2L), await PageAsync(null, 2, 3));
        Assert.Equivalent((new long[] { 1, 5 }, false, 5L), await PageAsync(0, null, 2, ChangeType.NewInstance));
        Assert.Equivalent((new long[] { 3, 4 }, true, 4L), await PageAsync(0, null, 5, ChangeType.NewStudy, ChangeType.NewPatient));
        Assert.Equivalent((Array.Empty<long>(), true, 9L), await PageAsync(0, null, 5, ChangeType.StableStudy));
    }

    [Fact]
    public async Task LastChange_is_the_newest_that_may_be_seen()
    {
        Assert.Equivalent(new ChangePage([], true, 0), await Index.LastChangeAsync(false, None));
        await StoreAsync("P", "T", "S", "I");
        await StoreAsync("P", "T", "S", "J");
        await Index.DeleteAsync(Instance, ResourceLevel.Instance, None);
        ChangePage seen = await Index.LastChangeAsync(false, None);
        Assert.Equal((5L, 5L, true), (Assert.Single(seen.Changes).Sequence, seen.Last, seen.Done));
        Assert.Equal(ChangeType.Deleted, (await Index.LastChangeAsync(true, None)).Changes[0].Type);
    }

    [Fact]
    public async Task ClearChanges_keeps_the_sequence_going_even_after_a_reopening()
    {
        await StoreAsync("P", "T", "S", "I");
        await Index.ClearChangesAsync(None);
        Assert.Equivalent((Array.Empty<long>(), true, 4L), await PageAsync(0, null, 10));
        await ReopenAsync();
        Assert.Equal(4, (await Index.LastChangeAsync(true, None)).Last);
        Assert.Equal(5, Assert.Single((await StoreAsync("P", "T", "S", "J")).Changes).Sequence);
    }

    [Fact]
    public async Task Exports_are_paged_and_cleared_like_changes()
    {
        ExportRow export = new(0, ResourceLevel.Instance, Instance, "PACS2", Time.Now, "P", "T", "S", "I");
        for (int i = 0; i < 3; i++) await Index.AddExportAsync(export, None);

        ExportPage first = await Index.ExportsAsync(0, 2, None);
        Assert.Equal((2, false, 2L), (first.Exports.Count, first.Done, first.Last));
        Assert.Equal(export with { Sequence = 2 }, first.Exports[1]);
        ExportPage second = await Index.ExportsAsync(2, 2, None);
        Assert.Equal((1, true, 3L), (second.Exports.Count, second.Done, second.Last));
        Assert.Equal(3, Assert.Single((await Index.LastExportAsync(None)).Exports).Sequence);

        await Index.ClearExportsAsync(None);
        Assert.Equivalent(new ExportPage([], true, 3), await Index.ExportsAsync(0, 2, None));
        await Index.AddExportAsync(export, None);
        Assert.Equal(4, (await Index.LastExportAsync(None)).Last);
    }

    [Fact]
    public async Task Write_after_closing_is_refused_at_once()
    {
        await Index.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => StoreAsync("P", "T", "S", "I"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Index.FindAsync(Instance, None));
    }

    [Fact]
    public async Task Write_with_cancelled_token_is_not_begun()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Index.StoreAsync(Sample.Instance("P", "T", "S", "I"), new CancellationToken(canceled: true)));
        Assert.Equal(default, await Index.StatisticsAsync(None));
    }
}

using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Tests;

public abstract partial class IndexContract
{
    private async Task<(long[] Sequences, bool Done, long Last)> ConsumedAsync(long after, int limit = 100, params ChangeType[] types)
    {
        ChangePage page = await Index.ConsumerChangesAsync(after, limit, types, None);
        return ([.. page.Changes.Select(change => change.Sequence)], page.Done, page.Last);
    }

    [Fact]
    public async Task Consumer_begins_at_the_end_or_at_the_beginning_and_keeps_its_position()
    {
        await StoreAsync("P", "T", "S", "I"); // sequences 1 to 4
        Assert.Equal(4, await Index.OpenConsumerAsync("new", false, None));
        Assert.Equal(0, await Index.OpenConsumerAsync("old", true, None));
        Assert.True(await Index.MoveConsumerAsync("old", 3, None));
        Assert.True(await Index.MoveConsumerAsync("old", 2, None));
        Assert.False(await Index.MoveConsumerAsync("unknown", 2, None));

        await ReopenAsync();
        Assert.Equal(3, await Index.OpenConsumerAsync("old", true, None));
        Assert.Equal(4, await Index.OpenConsumerAsync("new", true, None));
        Assert.Equal(new Dictionary<string, long> { ["new"] = 4, ["old"] = 3 }, await Index.ConsumersAsync(None));
    }

    [Fact]
    public async Task ConsumerChanges_hold_what_was_deleted_and_replaced_and_say_how_far_they_are_complete()
    {
        await StoreAsync("P", "T", "S", "I"); // 1 to 4
        await StoreAsync("P", "T", "S", "I", DuplicatePolicy.Replace); // 5
        await Index.DeleteAsync(Sample.PatientId("P"), ResourceLevel.Patient, None); // 6 to 9
        Assert.Equivalent((new long[] { 1, 2, 3 }, false, 3L), await ConsumedAsync(0, 3));
        Assert.Equivalent((new long[] { 4, 5, 6, 7, 8, 9 }, true, 9L), await ConsumedAsync(3));
        Assert.Equivalent((new long[] { 1, 5 }, true, 9L), await ConsumedAsync(0, 2, ChangeType.NewInstance));
        Assert.Equivalent((new long[] { 1 }, false, 1L), await ConsumedAsync(0, 1, ChangeType.NewInstance));
        Assert.Equivalent((Array.Empty<long>(), true, 9L), await ConsumedAsync(2, 2, ChangeType.StableStudy));
    }

    [Fact]
    public async Task ClearChanges_keeps_what_a_consumer_has_not_seen_for_consumers_alone()
    {
        await StoreAsync("P", "T", "S", "I"); // 1 to 4
        await Index.OpenConsumerAsync("slow", true, None);
        await Index.OpenConsumerAsync("slower", true, None);
        await Index.MoveConsumerAsync("slow", 3, None);
        await Index.MoveConsumerAsync("slower", 2, None);

        await Index.ClearChangesAsync(None);
        await Index.DeleteAsync(Sample.PatientId("P"), ResourceLevel.Patient, None); // 5 to 8
        Assert.Empty(await ChangesAsync());
        Assert.Equal([5, 6, 7, 8], (await ChangesAsync(tombstones: true)).Select(change => change.Sequence));
        Assert.Equivalent((new long[] { 3, 4, 5, 6, 7, 8 }, true, 8L), await ConsumedAsync(0));

        await Index.MoveConsumerAsync("slower", 4, None);
        Assert.Equivalent((new long[] { 4, 5, 6, 7, 8 }, true, 8L), await ConsumedAsync(0));
        Assert.True(await Index.ForgetConsumerAsync("slow", None));
        Assert.False(await Index.ForgetConsumerAsync("slow", None));
        Assert.Equivalent((new long[] { 5, 6, 7, 8 }, true, 8L), await ConsumedAsync(0));
    }

    [Fact]
    public async Task Cleared_stability_of_a_series_stays_cleared_when_it_is_logged_anew()
    {
        await Index.OpenConsumerAsync("slow", true, None);
        await StoreAsync("P", "T", "S", "I"); // 1 to 4
        await SettleAsync(); // 5 to 7
        await Index.ClearChangesAsync(None);
        await StoreAsync("P", "T", "S", "J"); // 8
        await SettleAsync(); // 9 to 11

        Assert.Equal([8, 9, 10, 11], (await ChangesAsync(tombstones: true)).Select(change => change.Sequence));
        Assert.Equivalent((new long[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 }, true, 11L), await ConsumedAsync(0));
        await Index.MoveConsumerAsync("slow", 11, None);
        Assert.Equivalent((new long[] { 8, 9, 10, 11 }, true, 11L), await ConsumedAsync(0));
    }

    [Fact]
    public async Task Cleared_completion_of_a_series_is_logged_anew_as_without_consumers()
    {
        await Index.OpenConsumerAsync("slow", true, None);
        await StoreAsync("P", "T", "S", "I", expected: 1, index: "1"); // 1 to 5
        await Index.ClearChangesAsync(None);
        StoreOutcome again = await StoreAsync("P", "T", "S", "I", DuplicatePolicy.Replace, expected: 1, index: "1");
        Assert.Equal([ChangeType.NewInstance, ChangeType.CompletedSeries], again.Changes.Select(change => change.Type));
        Assert.Equivalent((new long[] { 1, 2, 3, 4, 5, 6, 7 }, true, 7L), await ConsumedAsync(0));
    }

    [Fact]
    public async Task WaitForChange_returns_at_once_what_is_there_and_else_with_the_commit()
    {
        Assert.Equal(0, Index.LastSequence);
        Task<long>[] waiting = [Index.WaitForChangeAsync(0, None), Index.WaitForChangeAsync(0, None), Index.WaitForChangeAsync(4, None)];
        await Index.SetPropertyAsync("name", "value", None);
        Assert.DoesNotContain(waiting, each => each.IsCompleted);

        await StoreAsync("P", "T", "S", "I"); // 1 to 4
        long[] woken = await Task.WhenAll(waiting[..2]);
        Assert.Equal([4, 4], woken);
        Assert.False(waiting[2].IsCompleted);
        Assert.Equal(4, await Index.WaitForChangeAsync(3, None));

        await StoreAsync("P", "T", "S", "J");
        Assert.Equal(5, await waiting[2]);
        await ReopenAsync();
        Assert.Equal(5, Index.LastSequence);
    }

    [Fact]
    public async Task WaitForChange_ends_with_its_caller_and_with_the_index()
    {
        using CancellationTokenSource leaving = new();
        Task<long> cancelled = Index.WaitForChangeAsync(0, leaving.Token);
        Task<long> closed = Index.WaitForChangeAsync(0, None);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await Index.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => closed);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Index.WaitForChangeAsync(0, None));
    }

    [Fact]
    public async Task WaitForChange_misses_no_commit_among_many()
    {
        Task following = Task.Run(async () =>
        {
            long seen = 0;
            while (seen < 203) seen = await Index.WaitForChangeAsync(seen, None);
        });
        for (int i = 0; i < 200; i++) await StoreAsync("P", "T", "S", "I" + Sample.Number(i));
        await following.WaitAsync(TimeSpan.FromSeconds(30));
    }
}

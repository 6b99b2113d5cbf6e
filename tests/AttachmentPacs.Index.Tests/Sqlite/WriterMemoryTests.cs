using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Index.Tests.Sqlite;

/// <summary>What the writer remembers between transactions is forgotten when it may be wrong, and what comes in the meantime shares a transaction.</summary>
public sealed class WriterMemoryTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Series_deleted_by_another_process_is_made_anew_by_the_next_store()
    {
        await using SqliteIndex one = await OpenAsync();
        await using SqliteIndex two = await OpenAsync();
        await one.StoreAsync(Instance("I"), None);
        await two.DeleteAsync(Sample.PatientId("P"), ResourceLevel.Patient, None);

        Assert.Equal(4, (await one.StoreAsync(Instance("J"), None)).Changes.Count);
        Assert.Empty(Probe.Contradictions(_folder.Database));
    }

    [Fact]
    public async Task Series_deleted_with_its_last_instance_is_made_anew_by_the_next_store()
    {
        await using SqliteIndex index = await OpenAsync();
        await index.StoreAsync(Instance("I"), None);
        await index.DeleteAsync(Instance("I").Instance.Id, ResourceLevel.Instance, None);

        Assert.Equal(4, (await index.StoreAsync(Instance("I"), None)).Changes.Count);
        Assert.Empty(Probe.Contradictions(_folder.Database));
    }

    [Fact]
    public async Task Series_of_a_transaction_that_was_rolled_back_is_made_anew_by_the_next_store()
    {
        await (await OpenAsync()).DisposeAsync();
        using (WriteSession session = new(Connection.OpenWriter(Probe.Options(_folder.Database)), _time, _ => true))
        {
            session.Begin();
            StoreCommand.Run(session, Instance("I"));
            session.Rollback();
            session.Begin();
            Assert.Equal(4, StoreCommand.Run(session, Instance("J")).Changes.Count);
            session.Commit();
        }

        Assert.Empty(Probe.Contradictions(_folder.Database));
    }

    [Fact]
    public async Task Patient_moved_last_by_another_process_comes_before_the_one_stored_to_after_it()
    {
        await using SqliteIndex one = await OpenAsync();
        await using SqliteIndex two = await OpenAsync();
        await two.StoreAsync(Sample.Instance("Q", "T", "S", "I"), None);
        await one.StoreAsync(Instance("I"), None);
        await two.StoreAsync(Sample.Instance("Q", "T", "S", "J"), None);
        await one.StoreAsync(Instance("J"), None);

        Assert.Equal([Sample.PatientId("Q"), Sample.PatientId("P")], await one.RecyclingOrderAsync(9, None));
    }

    [Fact]
    public async Task Lifting_a_protection_that_was_not_there_leaves_the_order_to_the_stores()
    {
        await using SqliteIndex index = await OpenAsync();
        await index.StoreAsync(Instance("I"), None);
        await index.StoreAsync(Sample.Instance("Q", "T", "S", "I"), None);
        await index.SetProtectedAsync(Sample.PatientId("P"), false, None);
        await index.StoreAsync(Instance("J"), None);

        Assert.Equal([Sample.PatientId("Q"), Sample.PatientId("P")], await index.RecyclingOrderAsync(9, None));
    }

    [Fact]
    public async Task Change_that_comes_while_another_is_done_shares_its_transaction()
    {
        await (await OpenAsync()).DisposeAsync();
        await using WriteQueue queue = new(new WriteSession(Connection.OpenWriter(Probe.Options(_folder.Database)), _time, _ => true));
        Task<bool>? second = null;
        await queue.RunAsync(
            session =>
            {
                second ??= queue.RunAsync(other => LogCommands.SetProperty(other, "second", "2"), None);
                return LogCommands.SetProperty(session, "first", "1");
            },
            None);

        Assert.True(await second!);
        Assert.Equal(1, queue.Transactions);
        Assert.Equal(["first", "second"], Probe.Texts(_folder.Database, "SELECT name FROM properties ORDER BY name"));
    }

    [Fact]
    public async Task Change_after_the_end_or_a_cancellation_is_refused_by_its_task()
    {
        SqliteIndex index = await OpenAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => index.SetPropertyAsync("a", "b", new CancellationToken(canceled: true)));
        await index.DisposeAsync();
        Task late = index.SetPropertyAsync("a", "b", None);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => late);
    }

    private static NewInstance Instance(string name) => Sample.Instance("P", "T", "S", name);

    private Task<SqliteIndex> OpenAsync() => SqliteIndex.OpenAsync(Probe.Options(_folder.Database), _ => true, _time, None);
}

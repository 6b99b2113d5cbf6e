using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Index.Tests.Sqlite;

/// <summary>Group commit, failures inside a batch, durability, and what other processes do to the writer.</summary>
public sealed class WriterTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stores_at_the_same_time_share_transactions()
    {
        using ManualResetEventSlim open = new();
        await using SqliteIndex index = await OpenAsync(_ => Waited(open));
        List<Task<StoreOutcome>> stores = [.. Enumerable.Range(0, 200).Select(i => index.StoreAsync(Instance(i), None))];
        open.Set();
        await Task.WhenAll(stores);

        Assert.InRange(index.Transactions, 1, 3);
        Assert.Equal(200, (await index.StatisticsAsync(None)).Instances);
        Assert.Equal(1, stores.Count(store => store.Result.Changes.Count > 1));
    }

    [Fact]
    public async Task Failing_change_in_a_batch_leaves_its_neighbours()
    {
        using ManualResetEventSlim open = new();
        Guid bad = Sample.Blob("13").Uuid;
        await using SqliteIndex index = await OpenAsync(
            uuid => Waited(open) && uuid == bad ? throw new TimeoutException("the storage does not answer") : true);
        List<Task<StoreOutcome>> stores =
            [.. Enumerable.Range(0, 20).Select(i => index.StoreAsync(Sample.Instance("P", "T", "S" + i % 2, "I" + i, contents: [(1, "" + i)]), None))];
        open.Set();
        await Assert.ThrowsAsync<TimeoutException>(() => Task.WhenAll(stores));

        Assert.Equal([13], Enumerable.Range(0, 20).Where(i => stores[i].IsFaulted));
        Assert.Equal(new IndexStatistics(1, 1, 2, 19, 10 * 51 + 9 * 52, 10 * 101 + 9 * 102), await index.StatisticsAsync(None));
        Assert.Equal(Enumerable.Range(1, 23).Select(i => (long)i), (await index.ChangesAsync(0, null, 99, [], true, None)).Changes.Select(c => c.Sequence));
        await index.DisposeAsync();
        Assert.Empty(Probe.Contradictions(_folder.Database));
    }

    [Fact]
    public async Task Protection_lifted_beside_stores_in_one_batch_puts_the_patient_last()
    {
        using ManualResetEventSlim open = new();
        await using SqliteIndex index = await OpenAsync(_ => Waited(open));
        List<Task> changes = [index.StoreAsync(Sample.Instance("first", "T", "S", "I"), None)];
        foreach (string patient in new[] { "A", "B" }) changes.Add(index.StoreAsync(Sample.Instance(patient, "T", "S", "I"), None));
        changes.Add(index.SetProtectedAsync(Sample.PatientId("A"), true, None));
        changes.Add(index.SetProtectedAsync(Sample.PatientId("A"), false, None));
        open.Set();
        await Task.WhenAll(changes);

        ResourceId[] order = [Sample.PatientId("first"), Sample.PatientId("B"), Sample.PatientId("A")];
        Assert.Equal(order, await index.RecyclingOrderAsync(10, None));
    }

    [Fact]
    public async Task Copy_taken_without_closing_holds_every_acknowledged_store()
    {
        await using SqliteIndex index = await SqliteIndex.OpenAsync(new() { Path = _folder.Database }, _ => true, _time, None);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => index.StoreAsync(Instance(i), None)));
        string copy = Path.Combine(_folder.Path, "copy.db");
        File.Copy(_folder.Database, copy);
        File.Copy(_folder.Database + "-wal", copy + "-wal");

        // A transaction that was cut off: half a frame more at the end of the log.
        await using (FileStream wal = new(copy + "-wal", FileMode.Append)) wal.Write(new byte[3000]);
        await using SqliteIndex restored = await SqliteIndex.OpenAsync(new() { Path = copy }, _ => true, _time, None);
        for (int i = 0; i < 300; i++) Assert.NotNull(await restored.FindAsync(Instance(i).Instance.Id, None));
        Assert.Equal(await index.StatisticsAsync(None), await restored.StatisticsAsync(None));
        Assert.Empty(Probe.Contradictions(copy));
    }

    [Fact]
    public async Task Readers_beside_the_writer_see_whole_transactions_and_their_own_writes()
    {
        await using SqliteIndex index = await OpenAsync(_ => true);
        Task writer = Task.Run(async () =>
        {
            for (int i = 100; i < 400; i++)
            {
                await index.StoreAsync(Instance(i), None);
                Assert.NotNull(await index.FindAsync(Instance(i).Instance.Id, None));
            }
        });
        Task[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!writer.IsCompleted)
            {
                long total = (await index.StatisticsAsync(None)).Instances;
                ResourceRow? study = await index.FindAsync(Sample.StudyId("P", "T"), None);
                if (study is null) continue;
                ResourceStatistics below = await index.StatisticsAsync(study.Key, None);
                Assert.True(below.Instances >= total);
                Assert.Equal(Sample.Blob("P/T/S/I100").CompressedSize * below.Instances, below.CompressedSize);
            }
        }))];
        await Task.WhenAll([writer, .. readers]);
    }

    [Fact]
    public async Task Two_indexes_on_one_file_share_its_state()
    {
        await using SqliteIndex one = await OpenAsync(_ => true);
        await using SqliteIndex two = await OpenAsync(_ => true);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? one : two).StoreAsync(Instance(i), None)));
        await two.DeleteAsync(Instance(0).Instance.Id, ResourceLevel.Instance, None);
        await one.StoreAsync(Instance(200), None);

        Assert.Equal(200, (await two.StatisticsAsync(None)).Instances);
        ChangePage log = await one.ChangesAsync(0, null, 1000, [], true, None);
        Assert.Equal(Enumerable.Range(1, 205).Select(i => (long)i), log.Changes.Select(change => change.Sequence));
        Assert.Empty(Probe.Contradictions(_folder.Database));
    }

    [Fact]
    public async Task Only_one_of_two_indexes_collects_until_it_is_closed()
    {
        await using SqliteIndex one = await OpenAsync(_ => true);
        await using SqliteIndex two = await OpenAsync(_ => true);
        await two.StoreAsync(Instance(0), None);
        await two.DeleteAsync(Instance(0).Instance.Id, ResourceLevel.Instance, None);

        Guid condemned = Assert.Single(await one.CondemnAsync(_time.Now.AddDays(1), 10, None));
        Assert.Empty(await two.CondemnAsync(_time.Now.AddDays(1), 10, None));
        Assert.Empty(await two.CondemnOrphansAsync([Sample.Blob("orphan").Uuid], None));
        await one.DisposeAsync();
        Assert.Equal([condemned], await two.CondemnAsync(_time.Now.AddDays(1), 10, None));
    }

    [Fact]
    public async Task Database_held_by_another_process_is_unavailable_after_the_time_out()
    {
        await using SqliteIndex index = await SqliteIndex.OpenAsync(
            Probe.Options(_folder.Database) with { BusyTimeout = TimeSpan.FromMilliseconds(1) }, _ => true, _time, None);
        using Connection other = Connection.OpenWriter(Probe.Options(_folder.Database));
        other.Execute("BEGIN IMMEDIATE");
        IndexUnavailableException busy = await Assert.ThrowsAsync<IndexUnavailableException>(() => index.StoreAsync(Instance(0), None));
        Assert.Contains("BusyTimeout", busy.Message, StringComparison.Ordinal);
        Assert.Null(await index.FindAsync(Instance(0).Instance.Id, None));

        other.Execute("ROLLBACK");
        Assert.Equal(StoreStatus.Stored, (await index.StoreAsync(Instance(0), None)).Status);
    }

    [Fact]
    public async Task Full_database_refuses_and_goes_on_when_there_is_room()
    {
        using Connection connection = NewConnection();
        await using WriteQueue queue = new(new WriteSession(connection, _time, _ => true));
        await queue.RunAsync(session => Pages(session, "PRAGMA max_page_count=1"), None);
        string large = new('x', 200_000);
        await Assert.ThrowsAsync<IndexFullException>(() => queue.RunAsync(session => LogCommands.SetProperty(session, "a", large), None));
        await queue.RunAsync(session => Pages(session, "PRAGMA max_page_count=100000"), None);
        Assert.True(await queue.RunAsync(session => LogCommands.SetProperty(session, "a", large), None));
    }

    [Fact]
    public async Task Damaged_database_is_reported_as_unusable()
    {
        await using (SqliteIndex index = await OpenAsync(_ => true))
            await Task.WhenAll(Enumerable.Range(0, 300).Select(i => index.StoreAsync(Instance(i), None)));
        long pages = new FileInfo(_folder.Database).Length / 4096;
        await using (FileStream file = new(_folder.Database, FileMode.Open))
        {
            file.Seek((pages / 2) * 4096, SeekOrigin.Begin);
            byte[] garbage = new byte[(pages / 2) * 4096];
            Array.Fill(garbage, (byte)0xA5);
            file.Write(garbage);
        }

        await using SqliteIndex damaged = await OpenAsync(_ => true);
        IndexUnusableException report = await Assert.ThrowsAsync<IndexUnusableException>(
            () => damaged.DeleteAsync(Sample.PatientId("P"), ResourceLevel.Patient, None));
        Assert.Contains("restore it from a backup", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writer_that_cannot_roll_back_ends_and_tells_every_caller()
    {
        Connection connection = NewConnection();
        await using WriteQueue queue = new(new WriteSession(connection, _time, _ => true));
        IndexUnavailableException first = await Assert.ThrowsAsync<IndexUnavailableException>(
            () => queue.RunAsync<bool>(_ => { connection.Dispose(); throw new TimeoutException(); }, None));
        IndexUnavailableException later = await Assert.ThrowsAsync<IndexUnavailableException>(
            () => queue.RunAsync(session => LogCommands.SetProperty(session, "a", "b"), None));
        Assert.Contains("Restart the server", first.Message, StringComparison.Ordinal);
        Assert.Equal(first.Message, later.Message);
    }

    [Fact]
    public async Task Statement_left_half_bound_by_a_failure_can_be_used_again()
    {
        using Connection connection = NewConnection();
        await using WriteQueue queue = new(new WriteSession(connection, _time, _ => true));
        const string Sql = "INSERT OR REPLACE INTO properties (name, value) VALUES (?, ?)";
        await Assert.ThrowsAsync<TimeoutException>(
            () => queue.RunAsync(session => session.Prepare(Sql).Bind("a").Bind(Unknown()).Run(), None));
        Assert.Equal(1, await queue.RunAsync(session => session.Prepare(Sql).Bind("a").Bind("b").Run(), None));

        static string Unknown() => throw new TimeoutException();
    }

    [Fact]
    public async Task Writer_that_cannot_roll_back_opens_another_connection_for_the_next_change()
    {
        Connection broken = NewConnection();
        int opened = 0;
        Connection Reopen() => ++opened == 1
            ? throw new IndexUnavailableException("the volume is away")
            : Connection.OpenWriter(Probe.Options(_folder.Database));
        await using WriteQueue queue = new(new WriteSession(broken, _time, _ => true, Reopen));
        await queue.RunAsync(session => LogCommands.SetProperty(session, "kept", "1"), None);

        IndexUnavailableException refused = await Assert.ThrowsAsync<IndexUnavailableException>(() => queue.RunAsync<bool>(
            session =>
            {
                LogCommands.SetProperty(session, "undone", "1");
                broken.Dispose();
                throw new TimeoutException("the storage does not answer");
            },
            None));
        Assert.Contains("the storage does not answer", refused.Message, StringComparison.Ordinal);
        Assert.Contains("can be sent again", refused.Message, StringComparison.Ordinal);
        IndexUnavailableException away = await Assert.ThrowsAsync<IndexUnavailableException>(
            () => queue.RunAsync(session => LogCommands.SetProperty(session, "a", "b"), None));
        Assert.Equal("the volume is away", away.Message);
        Assert.True(await queue.RunAsync(session => LogCommands.SetProperty(session, "a", "b"), None));
        Assert.Equal(["a", "kept"], Probe.Texts(_folder.Database, "SELECT name FROM properties ORDER BY name"));
    }

    [Fact]
    public async Task Sequences_pass_32_bits()
    {
        const long Start = 5_000_000_000;
        await using (await OpenAsync(_ => true)) { }
        Probe.Execute(_folder.Database, $"UPDATE counters SET last_change = {Start}, last_resource = {Start}, last_export = {Start}");
        await using SqliteIndex index = await OpenAsync(_ => true);
        StoreOutcome outcome = await index.StoreAsync(Instance(0), None);
        Assert.Equal([Start + 1, Start + 2, Start + 3, Start + 4], outcome.Changes.Select(change => change.Sequence));
        Assert.Equal(Start + 4, (await index.FindAsync(Instance(0).Instance.Id, None))?.Key);
        Assert.Equal(Start + 4, (await index.ChangesAsync(Start + 3, null, 9, [], false, None)).Last);
    }

    private static NewInstance Instance(int i) => Sample.Instance("P", "T", "S", "I" + Sample.Number(i));

    private static bool Waited(ManualResetEventSlim open)
    {
        open.Wait();
        return true;
    }

    private static bool Pages(WriteSession session, string pragma)
    {
        session.Connection.Execute(pragma);
        return true;
    }

    private async Task<SqliteIndex> OpenAsync(Func<Guid, bool> blobExists) =>
        await SqliteIndex.OpenAsync(Probe.Options(_folder.Database), blobExists, _time, None);

    private Connection NewConnection()
    {
        SqliteIndex.Open(Probe.Options(_folder.Database), _ => true, _time, Migrations.All).DisposeAsync().AsTask().GetAwaiter().GetResult();
        return Connection.OpenWriter(Probe.Options(_folder.Database));
    }
}

using AttachmentPacs.Index.Sqlite;

namespace AttachmentPacs.Index.Tests.Sqlite;

/// <summary>The contract on SQLite.</summary>
public sealed class SqliteIndexTests : IndexContract, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ConsumerChanges_look_through_a_long_log_in_steps()
    {
        Probe.Execute(
            _folder.Database,
            "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 250000) " +
            "INSERT INTO changes SELECT i, CASE i WHEN 240000 THEN 4096 ELSE 2 END, 4, zeroblob(20), 1, 0, 0 FROM n; UPDATE counters SET last_change = 250000");
        await ReopenAsync();
        List<(int Count, bool Done, long Last)> pages = [];
        long position = 0;
        while (pages.Count == 0 || !pages[^1].Done)
        {
            ChangePage page = await Index.ConsumerChangesAsync(position, 10, [ChangeType.Deleted], None);
            pages.Add((page.Changes.Count, page.Done, position = page.Last));
        }

        Assert.Equal([(0, false, 100_000), (0, false, 200_000), (1, true, 250_000)], pages);
    }

    protected override async Task<IIndex> OpenAsync() =>
        await SqliteIndex.OpenAsync(new() { Path = _folder.Database, Synchronous = SqliteSynchronous.Off }, Files.Exists, Time, None);
}

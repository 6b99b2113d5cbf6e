using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Index.Tests.Sqlite;

public sealed class MigrationTests : IDisposable
{
    private static readonly Migration Next = new(9001, "next", "CREATE TABLE next (x); CREATE INDEX next_by_x ON next (x)");
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Database_migrated_step_by_step_equals_a_fresh_one()
    {
        string stepwise = _folder.Database + "-stepwise";
        IReadOnlyList<Migration> all = [.. Migrations.All, Next];
        for (int steps = 1; steps <= all.Count; steps++) await OpenAndCloseAsync(stepwise, [.. all.Take(steps)]);
        await OpenAndCloseAsync(_folder.Database, all);

        const string Schema = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name";
        Assert.Equal(Probe.Texts(_folder.Database, Schema), Probe.Texts(stepwise, Schema));
        Assert.Equal(all.Select(step => step.Name), Probe.Texts(stepwise, "SELECT name FROM migrations ORDER BY number"));
        Assert.Equal(_time.Now.ToUnixTimeMilliseconds(), Probe.Number(stepwise, "SELECT MIN(date) FROM migrations"));
    }

    [Fact]
    public async Task Resources_that_were_there_before_there_were_marks_are_stable_without_an_event()
    {
        Migration[] before = [.. Migrations.All.TakeWhile(step => step.Name != "stable")];
        await OpenAndCloseAsync(_folder.Database, before);
        string id = $"{Sample.PatientId("P")}".Replace("-", "", StringComparison.Ordinal);
        Probe.Execute(_folder.Database, $"INSERT INTO resources (key, public_id, level, parent_key, last_update) VALUES (1, x'{id}', 1, 0, 0)");

        await using SqliteIndex index = Open(_folder.Database, Migrations.All);
        Assert.True((await index.FindAsync(Sample.PatientId("P"), CancellationToken.None))?.IsStable);
        Assert.Null(await index.UnstableSinceAsync(CancellationToken.None));
        Assert.Empty(await index.SettleAsync(_time.Now.AddDays(1), 10, CancellationToken.None));
    }

    [Fact]
    public async Task Metadata_that_were_rows_before_are_read_beside_those_that_are_packed()
    {
        await OpenAndCloseAsync(_folder.Database, [.. Migrations.All.TakeWhile(step => step.Name != "packed_metadata")]);
        Probe.Execute(_folder.Database, OldSeries);

        await using SqliteIndex index = Open(_folder.Database, Migrations.All);
        await index.StoreAsync(Sample.Instance("P", "T", "S", "J", index: "2"), CancellationToken.None);
        Assert.Equal(["1", "2"], await index.ChildrenMetadataAsync(3, 1, CancellationToken.None));
        Assert.Equal([new(1, "1", 0), new MetadataRow(9, "old", 4)], await index.MetadataAsync(4, CancellationToken.None));
        WriteOutcome put = await index.PutMetadataAsync(Sample.InstanceId("P", "T", "S", "I"), 9, "new", Precondition.Any, CancellationToken.None);
        Assert.Equal(5, put.Revision);
        await index.StoreAsync(Sample.Instance("P", "T", "S", "I", DuplicatePolicy.Replace, index: "3"), CancellationToken.None);
        Assert.Equal(new MetadataRow(1, "3", 1), await index.MetadataAsync(4, 1, CancellationToken.None));
        Assert.Equal([new TagValue(0x00080018, "I"), new TagValue(0x00200013, "3")], await index.MainTagsAsync(4, CancellationToken.None));
    }

    [Fact]
    public async Task Failing_migration_leaves_the_database_as_it_was()
    {
        await OpenAndCloseAsync(_folder.Database, Migrations.All);
        Migration broken = new(9001, "broken", "CREATE TABLE half (x); CREATE TABLE half (x)");
        await Assert.ThrowsAsync<InvalidOperationException>(() => OpenAndCloseAsync(_folder.Database, [.. Migrations.All, broken]));
        Assert.Equal(0, Probe.Number(_folder.Database, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'half'"));
        await OpenAndCloseAsync(_folder.Database, Migrations.All);
    }

    [Fact]
    public async Task Newer_database_is_refused_and_left_alone()
    {
        await OpenAndCloseAsync(_folder.Database, [.. Migrations.All, Next]);
        IndexUnusableException refusal = await Assert.ThrowsAsync<IndexUnusableException>(
            () => OpenAndCloseAsync(_folder.Database, Migrations.All));
        Assert.Contains("schema version 9001", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("restore a backup", refusal.Message, StringComparison.Ordinal);
        await OpenAndCloseAsync(_folder.Database, [.. Migrations.All, Next]);
    }

    [Theory]
    [InlineData("CREATE TABLE GlobalProperties (property INTEGER PRIMARY KEY, value TEXT)")]
    [InlineData("PRAGMA application_id=1234; CREATE TABLE t (x)")]
    public async Task Database_of_another_program_is_refused_and_left_alone(string sql)
    {
        Probe.Execute(_folder.Database, sql);
        byte[] before = await File.ReadAllBytesAsync(_folder.Database);
        IndexUnusableException refusal = await Assert.ThrowsAsync<IndexUnusableException>(
            () => OpenAndCloseAsync(_folder.Database, Migrations.All));
        Assert.Contains("database of another program", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.Database));
    }

    [Fact]
    public async Task File_that_is_no_database_is_refused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Database)!);
        await File.WriteAllTextAsync(_folder.Database, new string('x', 8192));
        IndexUnusableException refusal = await Assert.ThrowsAsync<IndexUnusableException>(
            () => OpenAndCloseAsync(_folder.Database, Migrations.All));
        Assert.Contains("is no SQLite database", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Path_that_cannot_be_created_is_refused_as_unavailable()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "data"), "a file where the folder should be");
        IndexUnavailableException refusal = await Assert.ThrowsAsync<IndexUnavailableException>(
            () => OpenAndCloseAsync(_folder.Database, Migrations.All));
        Assert.Contains("Check Database:Sqlite:Path", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_files_are_closed_to_others()
    {
        if (OperatingSystem.IsWindows()) return;
        await using SqliteIndex index = Open(_folder.Database, Migrations.All);
        await index.SetPropertyAsync("a", "b", CancellationToken.None);
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(_folder.Database)!))
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & (UnixFileMode)0b000_011_111 & ~UnixFileMode.GroupRead);
        UnixFileMode folder = File.GetUnixFileMode(Path.GetDirectoryName(_folder.Database)!);
        Assert.Equal(UnixFileMode.None, folder & (UnixFileMode)0b000_010_111);
    }

    [Fact]
    public void Options_out_of_range_are_all_named_at_once()
    {
        SqliteIndexOptions options = new() { Path = " ", CacheSize = 3, BusyTimeout = TimeSpan.Zero, MmapSize = -1 };
        ArgumentException refusal = Assert.Throws<ArgumentException>(options.Validate);
        Assert.Equal(
            "Database:Sqlite cannot be used. Path is empty: name the database file, as in data/index.db. " +
            "CacheSize is 3 bytes: it must be 1048576 (1 MiB) or more. BusyTimeout is 00:00:00: it must be above 0 and at most 01:00:00. " +
            "MmapSize is -1 bytes: it must be 0 or more.",
            refusal.Message);
    }

    /// <summary>Rows of a patient P with one instance, as version 5 wrote them.</summary>
    private static string OldSeries
    {
        get
        {
            static string Hex(object id) => $"x'{id}'".Replace("-", "", StringComparison.Ordinal);
            return "INSERT INTO resources (key, public_id, level, parent_key, last_update, children, recycling) VALUES " +
                $"(1, {Hex(Sample.PatientId("P"))}, 1, 0, 0, 1, 1), (2, {Hex(Sample.StudyId("P", "T"))}, 2, 1, 0, 1, NULL), " +
                $"(3, {Hex(Sample.SeriesId("P", "T", "S"))}, 3, 2, 0, 1, NULL), (4, {Hex(Sample.InstanceId("P", "T", "S", "I"))}, 4, 3, 0, 0, NULL); " +
                "INSERT INTO metadata (resource_key, type, value, revision) VALUES (4, 1, '1', 0), (4, 9, 'old', 4); " +
                "UPDATE counters SET patients = 1, studies = 1, series = 1, instances = 1, last_resource = 4, last_recycling = 1";
        }
    }

    private SqliteIndex Open(string path, IReadOnlyList<Migration> migrations) =>
        SqliteIndex.Open(Probe.Options(path), _ => true, _time, migrations);

    private async Task OpenAndCloseAsync(string path, IReadOnlyList<Migration> migrations)
    {
        await using SqliteIndex index = Open(path, migrations);
        Assert.Equal(migrations[^1].Number, index.SchemaVersion);
    }
}

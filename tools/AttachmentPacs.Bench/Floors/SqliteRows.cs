using AttachmentPacs.Index.Sqlite;

namespace AttachmentPacs.Bench.Floors;

/// <summary>
/// Rows into one table of SQLite with a unique key of 20 random bytes, as the ids of resources are, 500 a transaction, each transaction flushed.
/// </summary>
internal static class SqliteRows
{
    private const int Batch = 500;
    private const int Payload = 200;

    public static Floor Measure(string folder)
    {
        var options = new SqliteIndexOptions { Path = Path.Combine(folder, "rows.db") };
        Library.EnsureLoaded();
        DatabaseFile.Prepare(options.Path);
        using Connection connection = Connection.OpenWriter(options);
        connection.SetUpJournal(options);
        connection.Execute("CREATE TABLE rows (key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, content BLOB NOT NULL)");
        var random = new Random(1);
        byte[] id = new byte[20];
        byte[] content = Memory.Noise(Payload);
        return Floor.Measure($"SQLite, {Batch} rows a transaction, flushed", "rows/s", () =>
        {
            connection.Execute("BEGIN IMMEDIATE");
            for (int i = 0; i < Batch; i++)
            {
                random.NextBytes(id);
                connection.Prepare("INSERT INTO rows (id, content) VALUES (?, ?)").Bind(id).Bind(content).Run();
            }

            connection.Execute("COMMIT");
            return Batch;
        });
    }
}

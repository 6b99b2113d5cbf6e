using System.Globalization;
using System.Reflection;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>A step of the schema: a file of <c>schema/sqlite</c>, named by its number and what it brings.</summary>
internal sealed record Migration(int Number, string Name, string Sql);

/// <summary>Brings a database forward to this program's schema; refuses what is not ours, or newer.</summary>
internal static class Migrations
{
    /// <summary>PRAGMA application_id of an index: "APCS".</summary>
    public const int ApplicationId = 0x41504353;

    private const string Prefix = "schema.sqlite.";

    private const string CreateTable =
        "CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, date INTEGER NOT NULL)";

    /// <summary>All steps this program knows, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load();

    /// <summary>Throws <see cref="IndexUnusableException"/> if the file is another program's, or a newer version's. Changes nothing.</summary>
    public static void Recognize(Connection connection, IReadOnlyList<Migration> known, string path)
    {
        long application = connection.Prepare("PRAGMA application_id").Scalar() ?? 0;
        if (application != ApplicationId)
        {
            long objects = connection.Prepare("SELECT COUNT(*) FROM sqlite_master").Scalar() ?? 0;
            if (application == 0 && objects == 0) return;
            throw new IndexUnusableException(
                $"{path} is a database of another program (application_id {application}). " +
                "Point Database:Sqlite:Path to the index, or to a file that does not exist yet.");
        }

        int version = Version(connection);
        if (version <= known[^1].Number) return;
        throw new IndexUnusableException(
            $"The index database {path} has schema version {version}, but this program knows only up to {known[^1].Number}. " +
            "Start the newer program that wrote it, or restore a backup made before the upgrade.");
    }

    /// <summary>Applies what is missing, each step in a transaction of its own; returns the version then.</summary>
    public static int Apply(Connection connection, IReadOnlyList<Migration> known, TimeProvider time, string path)
    {
        foreach (Migration migration in known)
        {
            if (Version(connection) >= migration.Number) continue;
            connection.Execute("BEGIN IMMEDIATE");
            try
            {
                // Another process may have come first: look again under the lock.
                Recognize(connection, known, path);
                ApplyOne(connection, migration, time);
                connection.Execute("COMMIT");
            }
            catch
            {
                connection.Rollback();
                throw;
            }
        }

        return Version(connection);
    }

    private static void ApplyOne(Connection connection, Migration migration, TimeProvider time)
    {
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id={ApplicationId}; {CreateTable}"));
        if (Version(connection) >= migration.Number) return;
        connection.Execute(migration.Sql);
        connection.Prepare("INSERT INTO migrations (number, name, date) VALUES (?, ?, ?)")
            .Bind(migration.Number).Bind(migration.Name).Bind(time.GetUtcNow()).Run();
    }

    /// <summary>The last step that was applied; 0 for none.</summary>
    public static int Version(Connection connection)
    {
        bool none = connection.Prepare("SELECT COUNT(*) FROM sqlite_master WHERE name = 'migrations'").Scalar() == 0;
        return none ? 0 : (int)(connection.Prepare("SELECT MAX(number) FROM migrations").Scalar() ?? 0);
    }

    private static List<Migration> Load()
    {
        Assembly assembly = typeof(Migrations).Assembly;
        List<Migration> migrations = [];
        foreach (string resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
            string name = Path.GetFileNameWithoutExtension(resource[Prefix.Length..]);
            migrations.Add(new Migration(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name[5..], reader.ReadToEnd()));
        }

        return [.. migrations.OrderBy(migration => migration.Number)];
    }
}

namespace AttachmentPacs.Index.Sqlite;

/// <summary>Table <c>modalities</c>: few rows, read once at the start.</summary>
internal static class ModalityCommands
{
    public static IReadOnlyList<KeyValuePair<string, string>> All(Connection connection)
    {
        List<KeyValuePair<string, string>> all = [];
        using Statement row = connection.Prepare("SELECT name, definition FROM modalities ORDER BY name");
        while (row.Step()) all.Add(new(row.Text(0), row.Text(1)));
        return all;
    }

    public static bool Put(WriteSession session, string name, string definition)
    {
        session.Prepare("INSERT OR REPLACE INTO modalities (name, definition) VALUES (?, ?)").Bind(name).Bind(definition).Run();
        return true;
    }

    public static bool Delete(WriteSession session, string name) =>
        session.Prepare("DELETE FROM modalities WHERE name = ?").Bind(name).Run() > 0;
}

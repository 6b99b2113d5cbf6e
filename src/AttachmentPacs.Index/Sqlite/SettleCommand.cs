using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>Turns the marks of resources to which no instance comes any more into Stable changes.</summary>
internal static class SettleCommand
{
    // Made by a clock that has been set back since: it would stand until that date comes again.
    private const string BringBack = "UPDATE resources SET unstable_since = ?1 WHERE unstable_since > ?1";

    private const string SelectDue =
        "SELECT key, level, public_id FROM resources WHERE unstable_since <= ? ORDER BY unstable_since, level DESC, key LIMIT ?";

    public static IReadOnlyList<ChangeRow> Run(WriteSession session, DateTimeOffset lastInstance, int limit)
    {
        session.Ancestors.Flush(session);
        session.Prepare(BringBack).Bind(session.Now).Run();
        List<(long Key, ResourceLevel Level, ResourceId Id)> due = [];
        using (Statement row = session.Prepare(SelectDue).Bind(lastInstance).Bind(limit))
        {
            while (row.Step()) due.Add((row.Int64(0), (ResourceLevel)row.Int32(1), row.Id(2)));
        }

        List<ChangeRow> changes = new(due.Count);
        foreach ((long key, ResourceLevel level, ResourceId id) in due)
        {
            ChangeType type = TypeOf(level);
            session.Prepare("UPDATE resources SET unstable_since = NULL WHERE key = ?").Bind(key).Run();
            session.Prepare("UPDATE changes SET hidden = 1 WHERE resource_key = ? AND type = ? AND type <> 4096 AND hidden = 0").Bind(key).Bind((int)type).Run();
            changes.Add(session.Log(type, level, id, key));
        }

        return changes;
    }

    private static ChangeType TypeOf(ResourceLevel level) => level switch
    {
        ResourceLevel.Patient => ChangeType.StablePatient,
        ResourceLevel.Study => ChangeType.StableStudy,
        _ => ChangeType.StableSeries,
    };
}

using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>
/// Puts an instance in the place of the one with the same id: key, labels, user attachments and user metadata stay; its own attachments and
/// metadata (types below 1024), tags and identifier are the newcomer's.
/// </summary>
internal static class ReplaceCommand
{
    private const string UpsertAttachment =
        "INSERT INTO attachments (resource_key, type, blob_key, revision) VALUES (?, ?, ?, 0) " +
        "ON CONFLICT (resource_key, type) DO UPDATE SET blob_key = excluded.blob_key, revision = revision + 1";

    private const string UpsertMetadata =
        "INSERT INTO metadata (resource_key, type, value, revision) VALUES (?, ?, ?, 0) " +
        "ON CONFLICT (resource_key, type) DO UPDATE SET value = excluded.value, revision = revision + 1";

    private const string SelectAttachments = "SELECT type, blob_key FROM attachments WHERE resource_key = ?";

    public static StoreOutcome Run(WriteSession session, NewInstance instance, long key, long series, List<BlobTarget> targets)
    {
        ReplaceAttachments(session, key, instance.Attachments, targets);
        ReplaceMetadata(session, key, instance.Instance.Metadata);
        CreationCommands.WriteTags(session, key, instance.Instance.MainTags);
        session.Prepare("UPDATE resources SET last_update = ?, identifier = ? WHERE key = ?")
            .Bind(session.Now).Bind(Identifiers.Of(ResourceLevel.Instance, instance.Instance.MainTags)).Bind(key).Run();
        session.Prepare("UPDATE changes SET hidden = 1 WHERE resource_key = ? AND type = ? AND type <> 4096 AND hidden = 0")
            .Bind(key).Bind((int)ChangeType.NewInstance).Run();

        List<ChangeRow> changes = [session.Log(ChangeType.NewInstance, ResourceLevel.Instance, instance.Instance.Id, key)];
        SeriesPath path = PathOf(session, series);
        StoreCommand.Touch(session, path, 0);
        StoreCommand.LogCompleted(session, instance, path, changes);
        return new StoreOutcome(StoreStatus.Replaced, changes, []);
    }

    private static SeriesPath PathOf(WriteSession session, long series)
    {
        using Statement row = session
            .Prepare("SELECT t.parent_key, t.key FROM resources s JOIN resources t ON t.key = s.parent_key WHERE s.key = ?").Bind(series);
        if (row.Step()) return new SeriesPath(row.Int64(0), row.Int64(1), series);
        throw new IndexUnusableException($"The index database has lost the study of series {series}: restore it from a backup.");
    }

    private static void ReplaceAttachments(
        WriteSession session, long key, IReadOnlyList<KeyValuePair<int, BlobRow>> attachments, List<BlobTarget> targets)
    {
        List<(int Type, long Blob)> old = [];
        using (Statement row = session.Prepare(SelectAttachments).Bind(key))
        {
            while (row.Step()) old.Add((row.Int32(0), row.Int64(1)));
        }

        // New references first: a blob that stays never counts as unreferenced.
        List<long> blobs = new(targets.Count);
        BlobReferences.Reference(session, targets, blobs);
        for (int i = 0; i < blobs.Count; i++)
        {
            session.Prepare(UpsertAttachment).Bind(key).Bind(attachments[i].Key).Bind(blobs[i]).Run();
        }

        foreach ((int type, long blob) in old)
        {
            bool replaced = attachments.Any(attachment => attachment.Key == type);
            if (!replaced && type >= ItemTypes.FirstUserType) continue;
            BlobReferences.Release(session, blob);
            if (replaced) continue;
            session.Prepare("DELETE FROM attachments WHERE resource_key = ? AND type = ?").Bind(key).Bind(type).Run();
        }
    }

    private static void ReplaceMetadata(WriteSession session, long key, IReadOnlyList<KeyValuePair<int, string>> metadata)
    {
        CreationCommands.Unpack(session, key);
        List<int> old = [];
        using (Statement row = session.Prepare("SELECT type FROM metadata WHERE resource_key = ? AND type < 1024").Bind(key))
        {
            while (row.Step()) old.Add(row.Int32(0));
        }

        foreach ((int type, string value) in metadata)
        {
            old.Remove(type);
            session.Prepare(UpsertMetadata).Bind(key).Bind(type).Bind(value).Run();
        }

        foreach (int type in old) session.Prepare("DELETE FROM metadata WHERE resource_key = ? AND type = ?").Bind(key).Bind(type).Run();
    }
}

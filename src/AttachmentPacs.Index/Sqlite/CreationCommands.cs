using System.Buffers;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>Table <c>main_tags</c>: what a resource was created with, in one row.</summary>
internal static class CreationCommands
{
    private const string Insert = "INSERT INTO main_tags (resource_key, tags, metadata) VALUES (?, ?, ?)";

    private const string UpsertTags = "INSERT INTO main_tags (resource_key, tags) VALUES (?, ?) ON CONFLICT (resource_key) DO UPDATE SET tags = excluded.tags";

    private const string InsertMetadata = "INSERT INTO metadata (resource_key, type, value, revision) VALUES (?, ?, ?, ?)";

    /// <summary>Writes the row of a new resource, without metadata of the type <paramref name="except"/>.</summary>
    public static void Write(WriteSession session, long key, NewResource resource, int except)
    {
        ArrayBufferWriter<byte> buffer = session.Buffer;
        buffer.ResetWrittenCount();
        PackedTags.Write(resource.MainTags, buffer);
        int tags = buffer.WrittenCount;
        PackedMetadata.Write(resource.Metadata, except, buffer);
        if (buffer.WrittenCount == 0) return;
        Statement row = session.Prepare(Insert).Bind(key).Bind(buffer.WrittenSpan[..tags]);
        if (buffer.WrittenCount == tags) row.BindNull();
        else row.Bind(buffer.WrittenSpan[tags..]);
        row.Run();
    }

    /// <summary>Writes the tags of a resource anew.</summary>
    public static void WriteTags(WriteSession session, long key, IReadOnlyList<TagValue> tags)
    {
        session.Buffer.ResetWrittenCount();
        PackedTags.Write(tags, session.Buffer);
        session.Prepare(UpsertTags).Bind(key).Bind(session.Buffer.WrittenSpan).Run();
    }

    /// <summary>Turns the metadata that a resource was created with into rows, which have a revision each, before the first of them is written anew.</summary>
    public static void Unpack(WriteSession session, long key)
    {
        List<MetadataRow> packed = ItemQueries.PackedMetadataOf(session.Connection, key);
        if (packed.Count == 0) return;
        foreach (MetadataRow row in packed) session.Prepare(InsertMetadata).Bind(key).Bind(row.Type).Bind(row.Value).Bind(row.Revision).Run();
        session.Prepare("UPDATE main_tags SET metadata = NULL WHERE resource_key = ?").Bind(key).Run();
    }
}

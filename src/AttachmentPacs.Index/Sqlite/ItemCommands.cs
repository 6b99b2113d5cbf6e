using System.Security.Cryptography;
using System.Text;
using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>A resource that an item is written to.</summary>
internal readonly record struct Owner(long Key, ResourceLevel Level, ResourceId Id);

/// <summary>Attachments, metadata and labels of a resource that is there.</summary>
internal static class ItemCommands
{
    private const string SelectAttachment =
        "SELECT a.revision, b.key, b.uncompressed_md5, b.uuid FROM attachments a " +
        "JOIN blobs b ON b.key = a.blob_key WHERE a.resource_key = ? AND a.type = ?";

    private const string ReplaceAttachment = "INSERT OR REPLACE INTO attachments (resource_key, type, blob_key, revision) VALUES (?, ?, ?, ?)";

    private const string ReplaceMetadata = "INSERT OR REPLACE INTO metadata (resource_key, type, value, revision) VALUES (?, ?, ?, ?)";

    public static WriteOutcome PutAttachment(WriteSession session, ResourceId id, int type, BlobRow blob, in Precondition precondition)
    {
        if (IdempotencyCommands.Replay(session, precondition, blob.Sha256) is WriteOutcome before) return before;
        if (FindOwner(session, id) is not Owner owner) return new WriteOutcome(WriteStatus.UnknownResource, 0);
        OldAttachment? old = FindAttachment(session, owner.Key, type);
        if (Refusal(session, owner, precondition, old?.Revision, old?.Md5, mayCreate: true) is WriteOutcome refused) return refused;
        if (BlobReferences.Look(session, blob) is not BlobTarget target) return new WriteOutcome(WriteStatus.BlobUnavailable, 0);

        // The new reference first: putting the same blob again never counts it as unreferenced.
        long key = BlobReferences.Reference(session, target);
        if (old is not null) BlobReferences.Release(session, old.Blob);
        long revision = old is null ? 0 : old.Revision + 1;
        session.Prepare(ReplaceAttachment).Bind(owner.Key).Bind(type).Bind(key).Bind(revision).Run();
        LogUserItem(session, owner, type, ChangeType.UpdatedAttachment);
        byte[]? md5 = target.Key == 0 ? blob.UncompressedMd5 : FindAttachment(session, owner.Key, type)!.Md5;
        IdempotencyCommands.Note(session, precondition, blob.Sha256, revision, md5);
        return new WriteOutcome(WriteStatus.Done, revision) { Md5 = md5 };
    }

    public static WriteOutcome DeleteAttachment(WriteSession session, ResourceId id, int type, in Precondition precondition)
    {
        if (IdempotencyCommands.Replay(session, precondition, []) is WriteOutcome before) return before;
        if (FindOwner(session, id) is not Owner owner) return new WriteOutcome(WriteStatus.UnknownResource, 0);
        OldAttachment? old = FindAttachment(session, owner.Key, type);
        if (Refusal(session, owner, precondition, old?.Revision, old?.Md5, mayCreate: false) is WriteOutcome refused) return refused;
        BlobReferences.Release(session, old!.Blob);
        session.Prepare("DELETE FROM attachments WHERE resource_key = ? AND type = ?").Bind(owner.Key).Bind(type).Run();
        LogUserItem(session, owner, type, ChangeType.UpdatedAttachment);
        IdempotencyCommands.Note(session, precondition, [], old.Revision, null);
        return new WriteOutcome(WriteStatus.Done, old.Revision);
    }

    public static WriteOutcome PutMetadata(WriteSession session, ResourceId id, int type, string value, in Precondition precondition)
    {
        ReadOnlySpan<byte> content = precondition.Once is null ? default : SHA256.HashData(Encoding.UTF8.GetBytes(value));
        if (IdempotencyCommands.Replay(session, precondition, content) is WriteOutcome before) return before;
        if (FindOwner(session, id) is not Owner owner) return new WriteOutcome(WriteStatus.UnknownResource, 0);
        RefuseLastUpdate(owner, type);
        MetadataRow? old = ItemQueries.StoredMetadata(session.Connection, owner.Key, type, out bool isPacked);
        if (Refusal(session, owner, precondition, old?.Revision, Md5(old, precondition), mayCreate: true) is WriteOutcome refused) return refused;
        if (isPacked) CreationCommands.Unpack(session, owner.Key);
        long revision = old is null ? 0 : old.Value.Revision + 1;
        session.Prepare(ReplaceMetadata).Bind(owner.Key).Bind(type).Bind(value).Bind(revision).Run();
        LogUserItem(session, owner, type, ChangeType.UpdatedMetadata);
        IdempotencyCommands.Note(session, precondition, content, revision, null);
        return new WriteOutcome(WriteStatus.Done, revision);
    }

    public static WriteOutcome DeleteMetadata(WriteSession session, ResourceId id, int type, in Precondition precondition)
    {
        if (IdempotencyCommands.Replay(session, precondition, []) is WriteOutcome before) return before;
        if (FindOwner(session, id) is not Owner owner) return new WriteOutcome(WriteStatus.UnknownResource, 0);
        RefuseLastUpdate(owner, type);
        MetadataRow? old = ItemQueries.StoredMetadata(session.Connection, owner.Key, type, out bool isPacked);
        if (Refusal(session, owner, precondition, old?.Revision, Md5(old, precondition), mayCreate: false) is WriteOutcome refused) return refused;
        if (isPacked) CreationCommands.Unpack(session, owner.Key);
        session.Prepare("DELETE FROM metadata WHERE resource_key = ? AND type = ?").Bind(owner.Key).Bind(type).Run();
        LogUserItem(session, owner, type, ChangeType.UpdatedMetadata);
        IdempotencyCommands.Note(session, precondition, [], old!.Value.Revision, null);
        return new WriteOutcome(WriteStatus.Done, old!.Value.Revision);
    }

    public static WriteOutcome Label(WriteSession session, ResourceId id, string label, bool present)
    {
        if (FindOwner(session, id) is not Owner owner) return new WriteOutcome(WriteStatus.UnknownResource, 0);
        session.Prepare(present
            ? "INSERT OR IGNORE INTO labels (resource_key, label) VALUES (?, ?)"
            : "DELETE FROM labels WHERE resource_key = ? AND label = ?").Bind(owner.Key).Bind(label).Run();
        return new WriteOutcome(WriteStatus.Done, 0);
    }

    public static int MarkDamaged(WriteSession session, Guid uuid, bool damaged)
    {
        session.Prepare("UPDATE blobs SET damaged = ? WHERE uuid = ?").Bind(damaged ? 1 : 0).Bind(uuid).Run();
        return (int)(session.Prepare("SELECT reference_count FROM blobs WHERE uuid = ?").Bind(uuid).Scalar() ?? 0);
    }

    public static WriteOutcome SetProtected(WriteSession session, ResourceId patient, bool isProtected)
    {
        if (FindOwner(session, patient) is not { Level: ResourceLevel.Patient } owner) return new WriteOutcome(WriteStatus.UnknownResource, 0);

        // What this transaction's stores have to write to the patient comes first.
        session.Ancestors.Flush(session);
        if (isProtected)
        {
            session.Prepare("UPDATE resources SET recycling = NULL WHERE key = ?").Bind(owner.Key).Run();
        }
        else
        {
            int moved = session.Prepare("UPDATE resources SET recycling = ? WHERE key = ? AND recycling IS NULL")
                .Bind(++session.Counters.LastRecycling).Bind(owner.Key).Run();
            if (moved > 0) session.Ancestors.MarkLast(owner.Key);
        }

        return new WriteOutcome(WriteStatus.Done, 0);
    }

    private static Owner? FindOwner(WriteSession session, ResourceId id)
    {
        using Statement row = session.Prepare("SELECT key, level FROM resources WHERE public_id = ?").Bind(id);
        return row.Step() ? new Owner(row.Int64(0), (ResourceLevel)row.Int32(1), id) : null;
    }

    private static OldAttachment? FindAttachment(WriteSession session, long owner, int type)
    {
        using Statement row = session.Prepare(SelectAttachment).Bind(owner).Bind(type);
        return row.Step() ? new OldAttachment(row.Int64(0), row.Int64(1), row.Bytes(2), row.Uuid(3)) : null;
    }

    /// <summary>Why the write is not done; null if it is. An item without MD5 is compared by its revision alone.</summary>
    private static WriteOutcome? Refusal(
        WriteSession session, in Owner owner, in Precondition precondition, long? revision, byte[]? md5, bool mayCreate)
    {
        if (precondition.WhileAttached is (int other, Guid blob) && FindAttachment(session, owner.Key, other)?.Uuid != blob)
        {
            return new WriteOutcome(WriteStatus.RevisionMismatch, revision ?? 0);
        }

        if (revision is not long now)
        {
            bool absenceIsFine = mayCreate && (!precondition.Checked || precondition.Revision is null);
            return absenceIsFine ? null : new WriteOutcome(WriteStatus.UnknownItem, 0);
        }

        if (!precondition.Checked) return null;
        bool same = precondition.Revision == now && (precondition.Md5 is null || md5 is null || precondition.Md5.AsSpan().SequenceEqual(md5));
        return same ? null : new WriteOutcome(WriteStatus.RevisionMismatch, now);
    }

    // MD5 is what the ETag of the REST contract holds (1.3, 1.4); it protects nothing.
#pragma warning disable CA5351
    private static byte[]? Md5(MetadataRow? row, in Precondition precondition) =>
        row is null || precondition.Md5 is null ? null : MD5.HashData(Encoding.UTF8.GetBytes(row.Value.Value));
#pragma warning restore CA5351

    private static void RefuseLastUpdate(in Owner owner, int type)
    {
        if (type != ItemTypes.LastUpdate || owner.Level == ResourceLevel.Instance) return;
        throw new ArgumentException($"LastUpdate (metadata 7) of {owner.Level} {owner.Id} is kept by the index itself and cannot be written.");
    }

    private static void LogUserItem(WriteSession session, in Owner owner, int type, ChangeType change)
    {
        if (type >= ItemTypes.FirstUserType) session.Log(change, owner.Level, owner.Id, owner.Key);
    }

    private sealed record OldAttachment(long Revision, long Blob, byte[]? Md5, Guid Uuid);
}

using System.Runtime.InteropServices;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>A blob to be referenced: the key of its row, or 0; the sizes that the counters go by; whether the row has to take its stored form.</summary>
internal readonly record struct BlobTarget(BlobRow Blob, long Key, long CompressedSize, long UncompressedSize, bool IsRepacked);

/// <summary>Rows of <c>blobs</c> and their reference counts.</summary>
internal static class BlobReferences
{
    private const string Find =
        "SELECT key, condemned, compressed_size, uncompressed_size, sha256, codec, stored_xxh3, compressed_md5 FROM blobs WHERE uuid = ?";

    private const string Insert =
        "INSERT INTO blobs (uuid, codec, uncompressed_size, compressed_size, sha256, uncompressed_md5, compressed_md5, stored_xxh3, block_xxh3, " +
        "damaged, reference_count, unreferenced_since, condemned) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1, NULL, 0)";

    private const string Increment =
        "UPDATE blobs SET reference_count = reference_count + 1, unreferenced_since = NULL, damaged = 0 WHERE key = ?";

    private const string Repack =
        "UPDATE blobs SET codec = ?, compressed_size = ?, compressed_md5 = ?, stored_xxh3 = ?, block_xxh3 = ? WHERE key = ?";

    private const string Decrement =
        "UPDATE blobs SET unreferenced_since = CASE reference_count WHEN 1 THEN ? END, reference_count = reference_count - 1 WHERE key = ?";

    /// <summary>
    /// Looks without changing anything whether a blob can be referenced: null if it is condemned, if its name stands for another content, or if
    /// it has no row and its file is gone.
    /// </summary>
    public static BlobTarget? Look(WriteSession session, BlobRow blob)
    {
        using (Statement row = session.Prepare(Find).Bind(blob.Uuid))
        {
            if (row.Step())
            {
                bool usable = row.Int64(1) == 0 && row.Int64(3) == blob.UncompressedSize && SameHash(row.Blob(4), blob.Sha256);
                if (!usable) return null;
                bool repacked = IsRepacked(row, blob);
                return new BlobTarget(blob, row.Int64(0), repacked ? blob.CompressedSize : row.Int64(2), row.Int64(3), repacked);
            }
        }

        // Inside the transaction: only a collector removes files, and only of names condemned by an earlier one (IIndexWriter, remarks).
        return session.BlobExists(blob.Uuid) ? new BlobTarget(blob, 0, blob.CompressedSize, blob.UncompressedSize, false) : null;
    }

    /// <summary>Looks at all; returns the names of those that cannot be referenced, or nothing.</summary>
    public static List<Guid> Look(WriteSession session, IReadOnlyList<KeyValuePair<int, BlobRow>> attachments, List<BlobTarget> targets)
    {
        List<Guid> unavailable = [];
        foreach (KeyValuePair<int, BlobRow> attachment in attachments)
        {
            BlobTarget? target = Look(session, attachment.Value);
            if (target is null) unavailable.Add(attachment.Value.Uuid);
            else targets.Add(target.Value);
        }

        return unavailable;
    }

    /// <summary>Adds a reference, with the row if there is none; returns the row's key. Sizes go to the counters.</summary>
    public static long Reference(WriteSession session, in BlobTarget target)
    {
        session.Counters.CompressedSize += target.CompressedSize;
        session.Counters.UncompressedSize += target.UncompressedSize;
        if (target.Key != 0)
        {
            if (target.IsRepacked) TakeStoredForm(session, target);
            session.Prepare(Increment).Bind(target.Key).Run();
            return target.Key;
        }

        BlobRow blob = target.Blob;
        session.Prepare(Insert)
            .Bind(blob.Uuid).Bind(blob.CompressionType).Bind(blob.UncompressedSize).Bind(blob.CompressedSize).Bind(blob.Sha256.AsSpan())
            .Bind(blob.UncompressedMd5).Bind(blob.CompressedMd5).Bind(blob.StoredXxh3.AsSpan()).Bind(blob.BlockXxh3.AsSpan()).Run();
        return session.Connection.LastRowId;
    }

    /// <summary>Adds one reference per target, in order; targets of the same new blob share its row.</summary>
    public static void Reference(WriteSession session, List<BlobTarget> targets, List<long> keys)
    {
        Span<BlobTarget> all = CollectionsMarshal.AsSpan(targets);
        for (int i = 0; i < all.Length; i++)
        {
            for (int earlier = 0; earlier < i && all[i].Key == 0; earlier++)
            {
                if (all[earlier].Blob.Uuid == all[i].Blob.Uuid) all[i] = all[i] with { Key = keys[earlier] };
            }

            keys.Add(Reference(session, all[i]));
        }
    }

    /// <summary>Takes a reference away; the last one starts the grace time.</summary>
    public static void Release(WriteSession session, long key)
    {
        // The sizes of now: a reference taken in the same transaction may have changed them.
        using (Statement row = session.Prepare("SELECT compressed_size, uncompressed_size FROM blobs WHERE key = ?").Bind(key))
        {
            if (!row.Step()) throw new IndexUnusableException($"The index database has lost the row of blob {key}: restore it from a backup.");
            session.Counters.CompressedSize -= row.Int64(0);
            session.Counters.UncompressedSize -= row.Int64(1);
        }

        session.Prepare(Decrement).Bind(session.Now).Bind(key).Run();
    }

    /// <summary>The same content, but other stored bytes, which have just replaced the file: docs/design/storage.md, "Healing".</summary>
    private static bool IsRepacked(Statement row, BlobRow blob)
    {
        if (row.Blob(4).IsEmpty || blob.Sha256.Length == 0) return false;
        return row.Int32(5) != blob.CompressionType || row.Int64(2) != blob.CompressedSize || !SameHash(row.Blob(6), blob.StoredXxh3)
            || !SameHash(row.Blob(7), blob.CompressedMd5 ?? []);
    }

    private static void TakeStoredForm(WriteSession session, in BlobTarget target)
    {
        // The counters are summed over attachments: all that point here change.
        using (Statement row = session.Prepare("SELECT compressed_size, reference_count FROM blobs WHERE key = ?").Bind(target.Key))
        {
            if (row.Step()) session.Counters.CompressedSize += (target.Blob.CompressedSize - row.Int64(0)) * row.Int64(1);
        }

        session.Prepare(Repack)
            .Bind(target.Blob.CompressionType).Bind(target.Blob.CompressedSize).Bind(target.Blob.CompressedMd5)
            .Bind(target.Blob.StoredXxh3.AsSpan()).Bind(target.Blob.BlockXxh3.AsSpan()).Bind(target.Key).Run();
    }

    // Empty: unknown.
    private static bool SameHash(ReadOnlySpan<byte> known, byte[] given) =>
        known.IsEmpty || given.Length == 0 || known.SequenceEqual(given);
}

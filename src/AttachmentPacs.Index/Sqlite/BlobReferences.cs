using System.Runtime.InteropServices;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>A blob to be referenced: its row, if it has one, and the sizes that the counters go by (those of the row).</summary>
internal readonly record struct BlobTarget(BlobRow Blob, long Key, long CompressedSize, long UncompressedSize);

/// <summary>Rows of <c>blobs</c> and their reference counts.</summary>
internal static class BlobReferences
{
    private const string Find =
        "SELECT key, condemned, compressed_size, uncompressed_size, sha256 FROM blobs WHERE uuid = ?";

    private const string Insert =
        "INSERT INTO blobs (uuid, codec, uncompressed_size, compressed_size, sha256, uncompressed_md5, compressed_md5, stored_xxh3, block_xxh3, " +
        "damaged, reference_count, unreferenced_since, condemned) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 1, NULL, 0)";

    private const string Increment =
        "UPDATE blobs SET reference_count = reference_count + 1, unreferenced_since = NULL, damaged = 0 WHERE key = ?";

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
                return usable ? new BlobTarget(blob, row.Int64(0), row.Int64(2), row.Int64(3)) : null;
            }
        }

        // Inside the transaction: only a collector removes files, and only of names condemned by an earlier one (IIndexWriter, remarks).
        return session.BlobExists(blob.Uuid) ? new BlobTarget(blob, 0, blob.CompressedSize, blob.UncompressedSize) : null;
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
    public static void Release(WriteSession session, long key, long compressedSize, long uncompressedSize)
    {
        session.Prepare(Decrement).Bind(session.Now).Bind(key).Run();
        session.Counters.CompressedSize -= compressedSize;
        session.Counters.UncompressedSize -= uncompressedSize;
    }

    // Empty: unknown.
    private static bool SameHash(ReadOnlySpan<byte> known, byte[] given) =>
        known.IsEmpty || given.Length == 0 || known.SequenceEqual(given);
}

using System.Collections.Concurrent;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// Small contents that were verified and are asked for again and again, in memory: decoded, up to a number of bytes in all. A content comes in
/// when it is read for the second time within a while, so that one walk through the archive turns nothing out; what was not read since its last
/// turn goes first. Thread-safe.
/// </summary>
/// <remarks>
/// It promises what the operating system's cache does: the file is asked for its time before each use, so that one that was changed, replaced or
/// removed is read, and judged, again.
/// </remarks>
/// <param name="limit">Most bytes of contents; 0 keeps none.</param>
internal sealed class KeptContents(long limit)
{
    /// <summary>Most bytes of one content.</summary>
    public const int Largest = 256 << 10;

    private const int SeenPlaces = 1 << 14;

    private readonly ConcurrentDictionary<BlobId, Kept> _kept = new();
    private readonly Queue<Kept> _turns = new();
    private readonly int[] _seen = limit > 0 ? new int[SeenPlaces] : [];
    private long _bytes;

    /// <summary>The content of a blob, if it is kept and its file still is what it was.</summary>
    public byte[]? Find(BlobInfo blob)
    {
        if (limit == 0 || !_kept.TryGetValue(blob.Id, out Kept? kept) || !kept.IsOf(blob)) return null;
        if (File.GetLastWriteTimeUtc(kept.Path) != kept.Written)
        {
            Forget(blob.Id);
            return null;
        }

        kept.WasUsed = true;
        StorageMetrics.KeptReads.Add(1);
        return kept.Content;
    }

    /// <summary>Whether a blob that is about to be read should be kept: small, with a hash of its own, and read before.</summary>
    public bool Wants(BlobInfo blob)
    {
        if (limit == 0 || blob.Size is 0 or > Largest || blob.StoredSize > BlobInfo.BlockSize || blob.StoredXxh3.Length == 0) return false;
        int hash = blob.Id.GetHashCode();
        ref int seen = ref _seen[hash & (SeenPlaces - 1)];
        if (seen == hash) return true;
        seen = hash;
        return false;
    }

    /// <summary>Keeps a content that was verified.</summary>
    /// <param name="blob">What it is of.</param>
    /// <param name="path">Its file.</param>
    /// <param name="written">When the file was written last, as it was before the content was read.</param>
    /// <param name="content">Nobody changes it any more.</param>
    public void Keep(BlobInfo blob, string path, DateTime written, byte[] content)
    {
        var kept = new Kept(blob, path, written, content);
        lock (_turns)
        {
            _kept[blob.Id] = kept;
            _turns.Enqueue(kept);
            _bytes += content.Length;
            while (_bytes > limit) TakeTurn(_turns.Dequeue());
        }
    }

    /// <summary>Lets go of a content. Its memory is held, and counted, until its turn comes.</summary>
    public void Forget(BlobId id)
    {
        if (limit > 0) _kept.TryRemove(id, out _);
    }

    private void TakeTurn(Kept kept)
    {
        if (kept.WasUsed && _kept.TryGetValue(kept.Blob.Id, out Kept? now) && now == kept)
        {
            kept.WasUsed = false;
            _turns.Enqueue(kept);
            return;
        }

        _bytes -= kept.Content.Length;
        _kept.TryRemove(new KeyValuePair<BlobId, Kept>(kept.Blob.Id, kept));
    }

    private sealed class Kept(BlobInfo blob, string path, DateTime written, byte[] content)
    {
        public BlobInfo Blob => blob;

        public string Path => path;

        public DateTime Written => written;

        public byte[] Content => content;

        public bool WasUsed { get; set; }

        // The hash, too: a record that tells of other bytes must be found out by reading.
        public bool IsOf(BlobInfo other) => blob.Codec == other.Codec && blob.Size == other.Size && blob.StoredSize == other.StoredSize
            && blob.StoredXxh3.AsSpan().SequenceEqual(other.StoredXxh3);
    }
}

using System.Collections.Concurrent;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// Contents that were verified and are asked for again and again, in memory: decoded, up to a number of bytes in all. A content comes in when it is
/// read for the second time within a while, so that one walk through the archive turns nothing out; what was not read since its last turn goes
/// first. Thread-safe.
/// </summary>
/// <remarks>
/// It promises what the operating system's cache does: the file is asked for its time before each use, so that one that was changed, replaced or
/// removed is read, and judged, again.
/// </remarks>
/// <param name="limit">Most bytes of contents, each with its overhead; 0 keeps none.</param>
internal sealed class KeptContents(long limit)
{
    /// <summary>Most bytes of one content: what is verified as one block.</summary>
    public const int Largest = BlobInfo.BlockSize;

    /// <summary>
    /// Once all room is taken, one of so many that would come in does. Where more is read in turns than there is room for, each would turn out
    /// another just before that is wanted; what is read often still comes in soon.
    /// </summary>
    public const int WishesForAPlace = 16;

    /// <summary>What a content takes beside its bytes, counted as they are: record, path, hashes, places in lists. About 650 bytes were measured.</summary>
    public const int Overhead = 1024;

    // From here on an array of its own heap, which is not moved to close gaps: nobody waits while these are copied.
    private const int PinnedFrom = 64 << 10;

    private const int SeenPlaces = 1 << 14;

    private readonly ConcurrentDictionary<BlobId, Kept> _kept = new();
    private readonly LinkedList<Kept> _turns = new();
    private readonly int[] _seen = limit > 0 ? new int[SeenPlaces] : [];
    private long _bytes;
    private uint _wishes;

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

    /// <summary>
    /// Whether a blob that is about to be read should be kept: of one block, with a hash of its own, read before, and with a place to be had. To be
    /// asked once for each reading: it is counted.
    /// </summary>
    public bool Wants(BlobInfo blob)
    {
        if (limit == 0 || blob.Size is 0 or > Largest || blob.StoredSize > BlobInfo.BlockSize || blob.StoredXxh3.Length == 0) return false;
        int hash = blob.Id.GetHashCode();
        ref int seen = ref _seen[hash & (SeenPlaces - 1)];
        if (seen == hash) return Volatile.Read(ref _bytes) + blob.Size + Overhead <= limit || Interlocked.Increment(ref _wishes) % WishesForAPlace == 0;
        seen = hash;
        return false;
    }

    /// <summary>Room for a content that <see cref="Keep"/> is to be given.</summary>
    public static byte[] Room(long size) => GC.AllocateUninitializedArray<byte>((int)size, pinned: size >= PinnedFrom);

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
            if (_kept.TryGetValue(blob.Id, out Kept? before)) Remove(before);
            _kept[blob.Id] = kept;
            _turns.AddLast(kept.Turn);
            _bytes += kept.Bytes;
            while (_bytes > limit) TakeTurn(_turns.First!.Value);
        }
    }

    /// <summary>Lets go of a content.</summary>
    public void Forget(BlobId id)
    {
        if (limit == 0 || !_kept.ContainsKey(id)) return;
        lock (_turns)
        {
            if (_kept.TryGetValue(id, out Kept? kept)) Remove(kept);
        }
    }

    private void TakeTurn(Kept kept)
    {
        if (!kept.WasUsed)
        {
            Remove(kept);
            return;
        }

        kept.WasUsed = false;
        _turns.Remove(kept.Turn);
        _turns.AddLast(kept.Turn);
    }

    private void Remove(Kept kept)
    {
        _turns.Remove(kept.Turn);
        _kept.TryRemove(kept.Blob.Id, out _);
        _bytes -= kept.Bytes;
    }

    private sealed class Kept
    {
        public Kept(BlobInfo blob, string path, DateTime written, byte[] content)
        {
            (Blob, Path, Written, Content) = (blob, path, written, content);
            Turn = new LinkedListNode<Kept>(this);
        }

        public BlobInfo Blob { get; }

        public string Path { get; }

        public DateTime Written { get; }

        public byte[] Content { get; }

        public long Bytes => Content.Length + Overhead;

        public LinkedListNode<Kept> Turn { get; }

        public bool WasUsed { get; set; }

        // The hash, too: a record that tells of other bytes must be found out by reading.
        public bool IsOf(BlobInfo other) => Blob.Codec == other.Codec && Blob.Size == other.Size && Blob.StoredSize == other.StoredSize
            && Blob.StoredXxh3.AsSpan().SequenceEqual(other.StoredXxh3);
    }
}

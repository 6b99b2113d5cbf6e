using AttachmentPacs.Storage.Codecs;
using Microsoft.Win32.SafeHandles;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>Blobs as plain files under one folder. Layout, order of the durable write and proofs: <c>docs/design/storage.md</c>.</summary>
public sealed class FileSystemBlobStore : IBlobStore
{
    // Contents above this size are flushed by their own caller before they join a group.
    private const long FlushAlone = 8 << 20;

    // Of a group for company: about as long as the way of one instance through the store and the index.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(4);

    private readonly FileSystemBlobStoreOptions _options;
    private readonly BlobPaths _paths;
    private readonly BlobFolder _folder;
    private readonly FreeSpace _freeSpace;
    private readonly Medium _medium;
    private readonly FlushCounters _counters = new();
    private readonly UnprovenNames _unproven = new();
    private readonly Company _company = new();
    private readonly KeptContents _contents;
    private readonly DirectWrites? _direct;
    private readonly DurableFile _durable;
    private readonly PublishQueue _queue;

    /// <summary>Opens the store; makes its folder if it is not there.</summary>
    /// <exception cref="ArgumentException">Options are wrong; the message tells all of them.</exception>
    /// <exception cref="IOException">The folder cannot be made or used.</exception>
    public FileSystemBlobStore(FileSystemBlobStoreOptions options)
        : this(options, Medium.For, FreeSpace.OfFileSystem)
    {
    }

    internal FileSystemBlobStore(FileSystemBlobStoreOptions options, Func<string, Medium> medium, Func<string, long> freeSpace, TimeSpan? longestWait = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _paths = new BlobPaths(options.Directory);
        _folder = new BlobFolder(_paths);
        bool made = _folder.Prepare();
        _freeSpace = new FreeSpace(_paths.Root, options.MinimumFreeSpace, freeSpace);
        _medium = medium(_paths.Root);
        // Where nothing is flushed the cache is what makes the answer quick.
        _direct = options.DirectWrites && options.Durability == Durability.Full ? new DirectWrites() : null;
        _contents = new KeptContents(FileSystemBlobStoreOptions.Affordable(options.KeptContents));
        _durable = new DurableFile(_paths, _medium, options.Durability, _counters, _unproven);
        _queue = new PublishQueue(_durable, _company, longestWait ?? LongestWait);
        // A folder just made, and its parents, must not be lost with the first blob in it.
        if (made && options.Durability == Durability.Full) _durable.FlushRoot();
    }

    /// <summary>What has been flushed so far.</summary>
    public FlushCounts Flushes => _counters.Counts;

    /// <summary>Groups that waited for company so far.</summary>
    internal int Waits => _queue.Waits;

    /// <inheritdoc/>
    public ValueTask<BlobDraft> CreateDraftAsync(Compression compression, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CodecSupport.Require(CodecSupport.CodecOf(compression));
        return ValueTask.FromResult<BlobDraft>(new FileSystemBlobDraft(NewFile(), new DerivedNames(_paths), compression, _options.Md5, _direct, _company));
    }

    /// <inheritdoc/>
    /// <remarks>Cancelling is heeded before the work begins, not after: it cannot be taken back half-way.</remarks>
    public async Task<IReadOnlyList<BlobInfo>> PublishAsync(IReadOnlyList<BlobDraft> drafts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        cancellationToken.ThrowIfCancellationRequested();
        if (drafts.Count == 0) return [];
        FileSystemBlobDraft[] own = [.. drafts.Cast<FileSystemBlobDraft>()];
        foreach (FileSystemBlobDraft draft in own) draft.BeginPublishing();

        // One caller, however many drafts he has.
        foreach (FileSystemBlobDraft draft in own.AsSpan(1)) draft.LeaveCompany();
        await PublishFilesAsync([.. own.Select(draft => new NamedDraft(draft.File, draft.Info.Id, draft.Unhashed))]).ConfigureAwait(false);
        foreach (FileSystemBlobDraft draft in own) draft.EndPublishing();
        return [.. own.Select(draft => draft.Info)];
    }

    /// <inheritdoc/>
    /// <exception cref="BlobCorruptException">The draft's bytes are no longer what was written.</exception>
    public async Task<BlobInfo> RepublishAsync(BlobDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        FileSystemBlobDraft published = (FileSystemBlobDraft)draft;
        published.RequirePublished();

        // Who was told of a publication goes on on the thread for all of them, where nothing may wait.
        if (!Thread.CurrentThread.IsThreadPoolThread) await Task.Yield();
        BlobInfo renamed = published.Info with { Id = BlobId.Random() };
        using DraftFile copy = NewFile();
        // Through the open handle, block by verified block: the file may have lost its name.
        using (StoredCursor cursor = new(published.File.Handle, renamed))
        {
            while (cursor.Remaining > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadOnlySpan<byte> block = cursor.Current;
                copy.Append(block);
                cursor.Advance(block.Length);
            }
        }

        try
        {
            await PublishFilesAsync([new NamedDraft(copy, renamed.Id)]).ConfigureAwait(false);
        }
        catch
        {
            // The name may have been given: nobody else knows it.
            Remove(renamed.Id);
            throw;
        }

        return renamed;
    }

    /// <inheritdoc/>
    public ValueTask<BlobReader> OpenAsync(BlobInfo blob, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        cancellationToken.ThrowIfCancellationRequested();
        CodecSupport.Require(blob.Codec);
        StoredCursor.CheckRecord(blob);
        return _contents.Find(blob) is { } content ? ValueTask.FromResult<BlobReader>(new KeptBlobReader(blob, content, this)) : OpenFileAsync(blob);
    }

    /// <inheritdoc/>
    /// <exception cref="CodecUnavailableException">The codec's library is not on this machine: the content cannot be judged.</exception>
    public Task<BlobVerdict> VerifyAsync(BlobInfo blob, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(blob);
        CodecSupport.Require(blob.Codec);
        return Task.Run(() => Verify(blob, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>What another caller is still publishing is not there yet (<see cref="UnprovenNames"/>).</remarks>
    public bool Exists(BlobId id) => !_unproven.Contains(id) && File.Exists(_paths.File(id));

    /// <inheritdoc/>
    public bool Remove(BlobId id)
    {
        _contents.Forget(id);
        bool removed = _folder.Remove(id);
        _unproven.Forgive(id);
        return removed;
    }

    /// <inheritdoc/>
    public IEnumerable<StoredBlob> List(CancellationToken cancellationToken) => _folder.List(cancellationToken);

    /// <inheritdoc/>
    public int RemoveAbandonedDrafts() => _folder.RemoveAbandonedDrafts();

    /// <summary>Publications that are under way must have ended. Drafts and readers stay usable until they are disposed.</summary>
    public ValueTask DisposeAsync()
    {
        _queue.Dispose();
        _medium.Dispose();
        _direct?.Dispose();
        return ValueTask.CompletedTask;
    }

    private DraftFile NewFile() => new(_paths, _freeSpace, _options.Durability == Durability.Full ? _medium : null);

    private async Task PublishFilesAsync(NamedDraft[] drafts)
    {
        Publication publication = new(drafts);
        if (_options.Durability == Durability.Os)
        {
            _durable.Name(publication);
            _durable.Publish([publication]);
            publication.Tell();
        }
        else
        {
            foreach (NamedDraft draft in drafts.Where(draft => draft.File.Length > FlushAlone))
            {
                await Task.Run(() => _durable.FlushContent(draft.File)).ConfigureAwait(false);
            }

            _queue.Open();
            _durable.Name(publication);
            _queue.Add(publication);
        }

        await publication.Outcome.ConfigureAwait(false);
    }

    /// <summary>Opens the file itself.</summary>
    /// <exception cref="BlobMissingException">There is none.</exception>
    /// <exception cref="BlobUnreadableException">The medium does not give it.</exception>
    /// <exception cref="BlobCorruptException">It has another length than is recorded.</exception>
    internal async ValueTask<BlobReader> OpenFileAsync(BlobInfo blob)
    {
        // Files make their reader wait: not on a thread that waits for sockets.
        if (!Thread.CurrentThread.IsThreadPoolThread) await Task.Yield();
        SafeFileHandle file = OpenFile(blob.Id);
        long length = RandomAccess.GetLength(file);
        if (length == blob.StoredSize) return new FileSystemBlobReader(file, _paths.File(blob.Id), blob, _contents);
        file.Dispose();
        throw new BlobCorruptException(blob.Id, $"its file has {length} bytes, {blob.StoredSize} are recorded.");
    }

    private SafeFileHandle OpenFile(BlobId id)
    {
        string path = _paths.File(id);
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BlobMissingException(id, path);
        }
        catch (IOException e) when (DiskErrors.IsOfMedium(e))
        {
            throw new BlobUnreadableException(id, e);
        }
    }

    private BlobVerdict Verify(BlobInfo blob, CancellationToken cancellationToken)
    {
        try
        {
            using SafeFileHandle file = OpenFile(blob.Id);
            _medium.DropCache(file, _paths.File(blob.Id));
            BlobVerdict verdict = new BlobVerifier(file, blob).Verify(cancellationToken);

            // What is known to be damaged is not answered from memory, as if all were well.
            if (!verdict.Healthy) _contents.Forget(blob.Id);
            return verdict;
        }
        catch (Exception e) when (e is BlobMissingException or BlobUnreadableException)
        {
            _contents.Forget(blob.Id);
            return new BlobVerdict(false, e.Message);
        }
    }
}

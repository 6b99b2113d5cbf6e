using AttachmentPacs.Storage.Codecs;
using AttachmentPacs.Storage.Hashing;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>A draft in a file. One pass: content hashes, codec, stored hashes, file.</summary>
internal sealed class FileSystemBlobDraft : BlobDraft
{
    private readonly DerivedNames _names;
    private readonly ContentHasher _content;
    private readonly StoredSink _sink;
    private readonly StagedEncoder _encoder;
    private readonly DirectWrites? _direct;
    private readonly Company _company;
    private readonly bool _mayHashLater;
    private bool _hashesLater;
    private bool _isInCompany = true;
    private (DirectBuffer Buffer, Md5Job Job)? _unhashed;
    private DraftState _state = DraftState.Writing;
    private BlobInfo? _info;
    private long _size;

    public FileSystemBlobDraft(DraftFile file, DerivedNames names, Compression compression, bool md5, DirectWrites? direct, Company company)
    {
        File = file;
        _names = names;
        _direct = direct;
        _company = company;
        _mayHashLater = md5 && compression == Compression.None;
        _content = new ContentHasher(md5);
        _sink = new StoredSink(file, md5 && compression != Compression.None, direct);
        _encoder = new StagedEncoder(compression, _sink);
        company.Enter();
    }

    public DraftFile File { get; }

    public override long Size => _size;

    /// <summary>What <see cref="CompleteAsync"/> found.</summary>
    /// <exception cref="InvalidOperationException">The draft is not complete.</exception>
    public BlobInfo Info => _info ?? throw new InvalidOperationException("The draft has not been completed: call CompleteAsync first.");

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Require(DraftState.Writing, "written to");
        _state = DraftState.Failed;
        if (_size == 0) _hashesLater = _mayHashLater && MayGather(content.Length);

        // Before the piece that fills the buffer: a full one is written at once, and empty afterwards.
        if (_size + content.Length >= DirectBuffer.Size) CatchUp();
        if (!_hashesLater && content.Length >= ContentHasher.BesideThreshold) return new ValueTask(WriteLargeAsync(content));
        if (!_hashesLater) _content.AppendMd5(content.Span);
        Append(content.Span);
        return ValueTask.CompletedTask;
    }

    public override ValueTask<BlobInfo> CompleteAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Require(DraftState.Writing, "completed");
        _state = DraftState.Failed;
        _encoder.Complete();
        (byte[] xxh3, byte[] blocks, byte[]? storedMd5) = _sink.Complete();
        (byte[] sha256, byte[]? md5) = _content.Finish();
        if (_hashesLater)
        {
            md5 = null;
            DirectBuffer buffer = _sink.Detach()!;
            _unhashed = (buffer, buffer.HashOf((int)_size));
        }

        Codec codec = _encoder.Codec;
        BlobInfo derived = new(
            BlobId.ForContent(sha256, codec), codec, _size, File.Length, sha256, md5, codec == Codec.None ? md5 : storedMd5, xxh3, blocks);
        _info = _names.Settle(derived, File);
        ReleaseWriters();
        _state = DraftState.Complete;
        return ValueTask.FromResult(_info);
    }

    public override Stream OpenContent()
    {
        Require(DraftState.Complete, "read");
        StoredCursor cursor = new(File.Handle, Info);
        return new ContentStream(Info, cursor, cursor);
    }

    public override ValueTask DisposeAsync()
    {
        _state = DraftState.Disposed;
        LeaveCompany();
        try
        {
            ReleaseWriters();
            ReleaseBuffer();
        }
        finally
        {
            File.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Takes a completed draft into a publication. Should that fail, the draft is spent: a flush that failed once proves nothing later.</summary>
    public void BeginPublishing()
    {
        Require(DraftState.Complete, "published");
        _state = DraftState.Failed;
    }

    /// <summary>The hash that the publication is still to compute; null if none is.</summary>
    public Md5Job? Unhashed => _unhashed?.Job;

    /// <summary>Nobody waits for this draft's publication any more: it is let go of, or another of its caller's counts.</summary>
    public void LeaveCompany()
    {
        if (_isInCompany) _company.Leave();
        _isInCompany = false;
    }

    public void EndPublishing()
    {
        if (_unhashed is { } late)
        {
            _info = Info with { Md5 = late.Job.Hash, StoredMd5 = late.Job.Hash };
            ReleaseBuffer();
        }

        _state = DraftState.Published;
    }

    public void RequirePublished() => Require(DraftState.Published, "republished");

    // Alone, MD5 has another processor to itself, piece by piece. In company all are busy: then a content that fits into one buffer stays there,
    // and is hashed together with the others of its group.
    private bool MayGather(int length) => length > StoredSink.BufferSize && _company.Callers > 1 && _sink.TryGather();

    private void CatchUp()
    {
        if (!_hashesLater) return;
        _hashesLater = false;
        ReadOnlySpan<byte> gathered = _sink.Gathered;
        if (gathered.Length != _size) throw new InvalidOperationException($"{gathered.Length} bytes of {_size} are at hand for the MD5 of {File.Path}.");
        _content.AppendMd5(gathered);
    }

    private async Task WriteLargeAsync(ReadOnlyMemory<byte> content)
    {
        Task md5 = _content.AppendMd5Beside(content);
        try
        {
            Append(content.Span);
        }
        finally
        {
            // Whatever happened, the caller's memory is in use until the other thread is done.
            await md5.ConfigureAwait(false);
        }
    }

    private void Append(ReadOnlySpan<byte> content)
    {
        _content.AppendSha256(content);
        _encoder.Write(content);
        _size += content.Length;
        _state = DraftState.Writing;
    }

    private void Require(DraftState expected, string verb)
    {
        ObjectDisposedException.ThrowIf(_state == DraftState.Disposed, this);
        if (_state != expected) throw new InvalidOperationException($"A draft that is {_state} cannot be {verb}: it must be {expected}.");
    }

    private void ReleaseWriters()
    {
        _encoder.Dispose();
        _sink.Dispose();
        _content.Dispose();
    }

    private void ReleaseBuffer()
    {
        if (_unhashed is { } late) _direct!.Return(late.Buffer);
        _unhashed = null;
    }

    private enum DraftState
    {
        Writing,
        Complete,
        Published,
        Failed,
        Disposed,
    }
}

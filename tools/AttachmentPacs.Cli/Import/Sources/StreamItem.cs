using System.Security.Cryptography;

namespace AttachmentPacs.Cli.Import.Sources;

/// <summary>A large member of an archive: what was read of it already, then the rest from the archive, once. Hashed while it is read.</summary>
/// <param name="path">For the report.</param>
/// <param name="start">Its first bytes.</param>
/// <param name="rest">What follows them.</param>
internal sealed class StreamItem(string path, byte[] start, Stream rest) : ImportItem(path, -1), IDisposable
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;

    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MemberStream? _stream;
    private int _state = Waiting;

    public override bool CanReopen => false;

    public override long Size => _stream is { IsAtEnd: true } stream ? stream.Count : -1;

    public override Stream Open()
    {
        if (Interlocked.CompareExchange(ref _state, Taken, Waiting) != Waiting) throw new UnreadableException("The archive can be read only once: import it again");
        return _stream = new MemberStream(start, rest);
    }

    /// <summary>The hash of all its bytes; null if they were not read to the end.</summary>
    public byte[]? HashBy(HashAlgorithmName algorithm) => _stream is { IsAtEnd: true } stream ? stream.HashBy(algorithm) : null;

    public override void Release() => _released.TrySetResult();

    /// <summary>Returns when nobody reads it any more: only then may the archive go on, or be closed.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _released.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Taken)
        {
            await _released.Task.ConfigureAwait(false);
            throw;
        }
    }

    public void Dispose() => _stream?.Dispose();

    private sealed class MemberStream(byte[] start, Stream rest) : Core.ForwardStream
    {
        private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        private byte[]? _sha256Value;
        private byte[]? _md5Value;

        public long Count { get; private set; }

        public bool IsAtEnd => _sha256Value is not null;

        public byte[]? HashBy(HashAlgorithmName algorithm) => algorithm == HashAlgorithmName.MD5 ? _md5Value : _sha256Value;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (IsAtEnd || buffer.Length == 0) return 0;
            int count = await NextAsync(buffer, cancellationToken).ConfigureAwait(false);
            Count += count;
            _sha256.AppendData(buffer.Span[..count]);
            _md5.AppendData(buffer.Span[..count]);
            if (count == 0) (_sha256Value, _md5Value) = (_sha256.GetHashAndReset(), _md5.GetHashAndReset());
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _sha256.Dispose();
                _md5.Dispose();
            }

            base.Dispose(disposing);
        }

        private async ValueTask<int> NextAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (Count < start.Length)
            {
                int count = (int)Math.Min(buffer.Length, start.Length - Count);
                start.AsMemory((int)Count, count).CopyTo(buffer);
                return count;
            }

            try
            {
                return await rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                throw new UnreadableException(e.Message, e);
            }
        }
    }
}

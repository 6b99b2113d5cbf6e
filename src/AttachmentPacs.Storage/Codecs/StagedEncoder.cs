using System.Buffers;

namespace AttachmentPacs.Storage.Codecs;

/// <summary>
/// Chooses the codec and starts its encoder when enough of the content has been seen: the first 64 KiB, so that the encoder of a small
/// content knows its size (smaller tables, no second look at the file); for <see cref="Compression.Auto"/> the first MiB, on which it decides.
/// </summary>
internal sealed class StagedEncoder(Compression compression, IStoredSink sink) : IDisposable
{
    /// <summary>Bytes on which Auto decides.</summary>
    public const int AutoSample = 1 << 20;

    private const int KnownSizeLimit = 64 * 1024;
    private const int FirstStage = 16 * 1024;

    private readonly int _limit = compression switch { Compression.None => 0, Compression.Auto => AutoSample, _ => KnownSizeLimit };
    private BlobEncoder? _encoder;
    private byte[] _staged = [];
    private int _count;

    /// <summary>The codec in use; meaningful after <see cref="Complete"/>.</summary>
    public Codec Codec { get; private set; } = CodecSupport.CodecOf(compression);

    public void Write(ReadOnlySpan<byte> content)
    {
        if (_encoder is null)
        {
            if (_count + content.Length <= _limit)
            {
                Stage(content);
                return;
            }

            ReadOnlySpan<byte> head = content[..Math.Min(content.Length, _limit - _count)];
            Stage(head);
            content = content[head.Length..];
            Start(size: null);
        }

        _encoder!.Write(content);
    }

    public void Complete()
    {
        if (_encoder is null) Start(size: _count);
        _encoder!.Complete();
    }

    public void Dispose()
    {
        _encoder?.Dispose();
        Release();
    }

    private void Start(long? size)
    {
        ReadOnlySpan<byte> staged = _staged.AsSpan(0, _count);
        if (compression == Compression.Auto && !Shrinks(staged)) Codec = Codec.None;
        _encoder = BlobEncoder.Create(Codec, sink, size);
        _encoder.Write(staged);
        Release();
    }

    // Design D4: what gains less than 5 % is left alone.
    private static bool Shrinks(ReadOnlySpan<byte> sample)
    {
        CountingSink count = new();
        using BlobEncoder trial = BlobEncoder.Create(Codec.Zstd, count, sample.Length);
        trial.Write(sample);
        trial.Complete();
        return count.Count * 100 <= sample.Length * 95L;
    }

    private void Stage(ReadOnlySpan<byte> content)
    {
        if (_count + content.Length > _staged.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstStage, Math.Max(_count + content.Length, _staged.Length * 2)));
            _staged.AsSpan(0, _count).CopyTo(larger);
            if (_staged.Length > 0) ArrayPool<byte>.Shared.Return(_staged);
            _staged = larger;
        }

        content.CopyTo(_staged.AsSpan(_count));
        _count += content.Length;
    }

    private void Release()
    {
        if (_staged.Length > 0) ArrayPool<byte>.Shared.Return(_staged);
        _staged = [];
        _count = 0;
    }

    private sealed class CountingSink : IStoredSink
    {
        public long Count { get; private set; }

        public void Write(ReadOnlySpan<byte> stored) => Count += stored.Length;

        public void Reserve(int count) => Count += count;

        public void FillReserved(ReadOnlySpan<byte> first)
        {
        }
    }
}

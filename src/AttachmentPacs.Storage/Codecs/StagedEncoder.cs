using System.Buffers;

namespace AttachmentPacs.Storage.Codecs;

/// <summary>
/// Chooses the codec and starts its encoder when enough of the content has been seen: the first 64 KiB, so that the encoder of a small
/// content knows its size (smaller tables, no second look at the file); for <see cref="Compression.Auto"/> the first MiB, on which it decides.
/// Encoders get pieces of 64 KiB however the content came, so that the same content makes the same stored bytes.
/// </summary>
internal sealed class StagedEncoder(Compression compression, IStoredSink sink) : IDisposable
{
    /// <summary>Bytes on which Auto decides.</summary>
    public const int AutoSample = 1 << 20;

    private const int Piece = 64 * 1024;
    private const int FirstStage = 16 * 1024;

    private readonly int _limit = compression switch { Compression.None => 0, Compression.Auto => AutoSample, _ => Piece };
    private BlobEncoder? _encoder;
    private byte[] _staged = [];
    private int _count;

    /// <summary>The codec in use; meaningful after <see cref="Complete"/>.</summary>
    public Codec Codec { get; private set; } = CodecSupport.CodecOf(compression);

    public void Write(ReadOnlySpan<byte> content)
    {
        if (_encoder is null)
        {
            ReadOnlySpan<byte> head = content[..Math.Min(content.Length, _limit - _count)];
            Stage(head);
            content = content[head.Length..];
            if (content.IsEmpty) return;
            Start(size: null);
        }

        if (Codec == Codec.None) _encoder!.Write(content);
        else WritePieces(content);
    }

    public void Complete()
    {
        // The size is told by what it is, not by how it was configured: the same for Zstd and for Auto.
        if (_encoder is null) Start(size: _count <= Piece ? _count : null);
        _encoder!.Write(_staged.AsSpan(0, _count));
        _encoder.Complete();
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
        for (; !staged.IsEmpty; staged = staged[Math.Min(Piece, staged.Length)..]) _encoder.Write(staged[..Math.Min(Piece, staged.Length)]);
        _count = 0;
    }

    private void WritePieces(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            if (_count == 0 && content.Length >= Piece)
            {
                _encoder!.Write(content[..Piece]);
                content = content[Piece..];
                continue;
            }

            ReadOnlySpan<byte> part = content[..Math.Min(content.Length, Piece - _count)];
            Stage(part);
            content = content[part.Length..];
            if (_count < Piece) continue;
            _encoder!.Write(_staged.AsSpan(0, Piece));
            _count = 0;
        }
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
        if (content.IsEmpty) return;
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

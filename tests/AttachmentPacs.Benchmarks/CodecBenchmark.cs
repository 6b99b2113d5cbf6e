using AttachmentPacs.Storage;
using AttachmentPacs.Storage.Codecs;
using AttachmentPacs.Storage.Tests.Codecs;
using AttachmentPacs.TestKit;
using BenchmarkDotNet.Attributes;

namespace AttachmentPacs.Benchmarks;

/// <summary>A CT of 526 KB encoded and decoded in memory, in pieces of 64 KiB.</summary>
[MemoryDiagnoser]
public class CodecBenchmark
{
    private const int Piece = 64 << 10;

    private readonly byte[] _file = SyntheticCt.Create();
    private readonly byte[] _buffer = new byte[Piece];
    private readonly MemorySink _sink = new();
    private MemorySource _source = null!;

    [Params(Codec.None, Codec.ZlibWithSize, Codec.Lz4, Codec.Zstd)]
    public Codec Codec { get; set; }

    [GlobalSetup]
    public void Store() => _source = new MemorySource(MemorySink.Encode(Codec, _file, sizeKnown: true), 1 << 20);

    [Benchmark]
    public void Encode()
    {
        _sink.Rewind();
        using BlobEncoder encoder = BlobEncoder.Create(Codec, _sink, _file.Length);
        for (int at = 0; at < _file.Length; at += Piece) encoder.Write(_file.AsSpan(at, Math.Min(Piece, _file.Length - at)));
        encoder.Complete();
    }

    [Benchmark]
    public int Decode()
    {
        _source.Rewind();
        using BlobDecoder decoder = BlobDecoder.Create(Codec, _source, _file.Length);
        int size = 0;
        while (decoder.Read(_buffer) is > 0 and int count) size += count;
        return size;
    }
}

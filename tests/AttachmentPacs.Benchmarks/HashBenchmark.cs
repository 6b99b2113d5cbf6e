using System.IO.Hashing;
using System.Security.Cryptography;
using AttachmentPacs.Storage.Hashing;
using AttachmentPacs.TestKit;
using BenchmarkDotNet.Attributes;

namespace AttachmentPacs.Benchmarks;

/// <summary>The hashes of a CT of 526 KB: each alone, and as content and stored bytes are hashed.</summary>
[MemoryDiagnoser]
public class HashBenchmark
{
    private const int Piece = 128 << 10;

    private readonly byte[] _file = SyntheticCt.Create();
    private readonly byte[] _hash = new byte[32];

    // The MD5 of contract 1.3: it protects nothing.
#pragma warning disable CA5351
    [Benchmark]
    public int Md5() => MD5.HashData(_file, _hash);
#pragma warning restore CA5351

    [Benchmark]
    public int Sha256() => SHA256.HashData(_file, _hash);

    [Benchmark]
    public int Xxh3() => XxHash128.Hash(_file, _hash);

    [Benchmark]
    public byte[] Content()
    {
        using var hasher = new ContentHasher(md5: true);
        for (int at = 0; at < _file.Length; at += Piece) hasher.Append(_file.AsSpan(at, Math.Min(Piece, _file.Length - at)));
        return hasher.Finish().Sha256;
    }

    [Benchmark]
    public byte[] Stored()
    {
        using var hasher = new StoredHasher(md5: false);
        for (int at = 0; at < _file.Length; at += Piece) hasher.Append(_file.AsSpan(at, Math.Min(Piece, _file.Length - at)));
        return hasher.Finish().Xxh3;
    }
}

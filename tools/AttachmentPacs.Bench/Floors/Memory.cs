using System.IO.Hashing;
using System.Security.Cryptography;

namespace AttachmentPacs.Bench.Floors;

/// <summary>What one thread does with bytes in memory, 512 KB at a time.</summary>
internal static class Memory
{
    private const int Size = 512 << 10;

    private static readonly byte[] Bytes = Noise(Size);
    private static readonly byte[] Hash = new byte[32];

    /// <summary>Bytes that nothing compresses.</summary>
    public static byte[] Noise(int size)
    {
        byte[] bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    public static Floor Copy()
    {
        byte[] copy = new byte[Size];
        return Measure("memory copy", () => Bytes.CopyTo(copy, 0));
    }

    // The MD5 of contract 1.3: it protects nothing.
#pragma warning disable CA5351
    public static Floor Md5() => Measure("MD5", () => MD5.HashData(Bytes, Hash));
#pragma warning restore CA5351

    public static Floor Sha256() => Measure("SHA-256", () => SHA256.HashData(Bytes, Hash));

    public static Floor Xxh3() => Measure("XXH3-128", () => XxHash128.Hash(Bytes, Hash));

    private static Floor Measure(string name, Action once) => Floor.Measure(name, "GB/s", () =>
    {
        for (int i = 0; i < 100; i++) once();
        return 100 * Size / 1e9;
    });
}

namespace AttachmentPacs.Storage.Codecs;

/// <summary>Which codecs this machine can write and read: LZ4 and zstd come from the system's libraries (design D8).</summary>
public static class CodecSupport
{
    /// <summary>Whether the codec can be used here.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such codec.</exception>
    public static bool IsAvailable(Codec codec) => Library(codec)?.IsAvailable ?? true;

    /// <summary>The codec that a configured compression may use; for <see cref="Compression.Auto"/> the one it tries.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such compression.</exception>
    public static Codec CodecOf(Compression compression) => compression switch
    {
        Compression.None => Codec.None,
        Compression.Zlib => Codec.ZlibWithSize,
        Compression.Lz4 => Codec.Lz4,
        Compression.Zstd or Compression.Auto => Codec.Zstd,
        _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "Allowed are None, Zlib, Lz4, Zstd, Auto."),
    };

    /// <exception cref="CodecUnavailableException">The codec's library is not on this machine.</exception>
    internal static void Require(Codec codec) => Library(codec)?.Require();

    private static CodecLibrary? Library(Codec codec) => codec switch
    {
        Codec.None or Codec.ZlibWithSize => null,
        Codec.Lz4 => CodecLibrary.Lz4,
        Codec.Zstd => CodecLibrary.Zstd,
        _ => throw new ArgumentOutOfRangeException(nameof(codec), codec, "Known are 1 (None), 2 (ZlibWithSize), 1000 (Lz4) and 1001 (Zstd)."),
    };
}

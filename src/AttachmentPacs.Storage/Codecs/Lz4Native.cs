using System.Runtime.InteropServices;

namespace AttachmentPacs.Storage.Codecs;

/// <summary>The part of lz4frame.h that we use. Results are sizes, or errors that <see cref="Check"/> tells apart.</summary>
internal static unsafe partial class Lz4Native
{
    public const uint Version = 100;
    public const int HeaderSizeMax = 19;
    public const int BlockSize = 64 * 1024;

    /// <exception cref="InvalidDataException">The result is an error.</exception>
    public static nuint Check(nuint result)
    {
        if (IsError(result) == 0) return result;
        throw new InvalidDataException($"LZ4: {Marshal.PtrToStringUTF8(GetErrorName(result))}");
    }

    [LibraryImport(CodecLibrary.Lz4Alias, EntryPoint = "LZ4F_isError")]
    private static partial uint IsError(nuint code);

    [LibraryImport(CodecLibrary.Lz4Alias, EntryPoint = "LZ4F_getErrorName")]
    private static partial nint GetErrorName(nuint code);

    [LibraryImport(CodecLibrary.Lz4Alias, EntryPoint = "LZ4F_createCompressionContext")]
    public static partial nuint CreateCompression(out Lz4Compression context, uint version);

    [LibraryImport(CodecLibrary.Lz4Alias, EntryPoint = "LZ4F_freeCompressionContext")]
    public static partial nuint FreeCompression(nint context);

    [LibraryImport(CodecLibrary.Lz4Alias, EntryPoint = "LZ4F_compressBound")]
    public static partial nuint CompressBound(nuint size, in Lz4Preferences preferences);

    [LibraryImport(CodecLibrary.Lz4Alias, EntryPoint = "LZ4F_compressBegin")]
    public static partial nuint Begin(Lz4Compression context, byte* output, nuint capacity, in Lz4Preferences preferences);

    [LibraryImport(CodecLibrary.Lz4Alias, EntryPoint = "LZ4F_compressUpdate")]
    public static partial nuint Update(Lz4Compression context, byte* output, nuint capacity, byte* input, nuint size, nint options);

    [LibraryImport(CodecLibrary.Lz4Alias, EntryPoint = "LZ4F_compressEnd")]
    public static partial nuint End(Lz4Compression context, byte* output, nuint capacity, nint options);

    [LibraryImport(CodecLibrary.Lz4Alias, EntryPoint = "LZ4F_createDecompressionContext")]
    public static partial nuint CreateDecompression(out Lz4Decompression context, uint version);

    [LibraryImport(CodecLibrary.Lz4Alias, EntryPoint = "LZ4F_freeDecompressionContext")]
    public static partial nuint FreeDecompression(nint context);

    [LibraryImport(CodecLibrary.Lz4Alias, EntryPoint = "LZ4F_decompress")]
    public static partial nuint Decompress(
        Lz4Decompression context, byte* output, ref nuint outputSize, byte* input, ref nuint inputSize, nint options);
}

/// <summary>LZ4F_preferences_t with its LZ4F_frameInfo_t.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Lz4Preferences
{
    public int BlockSizeId;
    public int BlockMode;
    public int ContentChecksum;
    public int FrameType;
    public ulong ContentSize;
    public uint DictionaryId;
    public int BlockChecksum;
    public int CompressionLevel;
    public uint AutoFlush;
    public uint FavorDecompressionSpeed;
    private readonly uint _reserved0;
    private readonly uint _reserved1;
    private readonly uint _reserved2;
}

/// <summary>LZ4F_cctx.</summary>
internal sealed class Lz4Compression() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => Lz4Native.FreeCompression(handle) == 0;
}

/// <summary>LZ4F_dctx.</summary>
internal sealed class Lz4Decompression() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    // It returns what it still expected of its frame, which is no error.
    protected override bool ReleaseHandle()
    {
        Lz4Native.FreeDecompression(handle);
        return true;
    }
}

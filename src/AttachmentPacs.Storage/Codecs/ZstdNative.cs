using System.Runtime.InteropServices;

namespace AttachmentPacs.Storage.Codecs;

/// <summary>The part of zstd.h that we use. Results are sizes, or errors that <see cref="Check"/> tells apart.</summary>
internal static unsafe partial class ZstdNative
{
    public const int ParameterLevel = 100;
    public const int ParameterChecksum = 201;
    public const int ParameterWindowLogMax = 100;
    public const int DirectiveContinue = 0;
    public const int DirectiveEnd = 2;

    /// <summary>ZSTD_reset_session_only: what has been read is forgotten, parameters stay.</summary>
    public const int ResetSession = 1;

    /// <summary>ZSTD_CStreamOutSize: room for one whole block.</summary>
    public const int OutputSize = (128 * 1024) + 512 + 7;

    /// <exception cref="InvalidDataException">The result is an error.</exception>
    public static nuint Check(nuint result)
    {
        if (IsSuccess(result)) return result;
        throw new InvalidDataException($"zstd: {Marshal.PtrToStringUTF8(GetErrorName(result))}");
    }

    public static bool IsSuccess(nuint result) => IsError(result) == 0;

    [LibraryImport(CodecLibrary.ZstdAlias, EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint code);

    [LibraryImport(CodecLibrary.ZstdAlias, EntryPoint = "ZSTD_getErrorName")]
    private static partial nint GetErrorName(nuint code);

    [LibraryImport(CodecLibrary.ZstdAlias, EntryPoint = "ZSTD_createCCtx")]
    public static partial ZstdCompression CreateCompression();

    [LibraryImport(CodecLibrary.ZstdAlias, EntryPoint = "ZSTD_freeCCtx")]
    public static partial nuint FreeCompression(nint context);

    [LibraryImport(CodecLibrary.ZstdAlias, EntryPoint = "ZSTD_CCtx_setParameter")]
    public static partial nuint SetParameter(ZstdCompression context, int parameter, int value);

    [LibraryImport(CodecLibrary.ZstdAlias, EntryPoint = "ZSTD_CCtx_setPledgedSrcSize")]
    public static partial nuint SetPledgedSize(ZstdCompression context, ulong size);

    [LibraryImport(CodecLibrary.ZstdAlias, EntryPoint = "ZSTD_compressStream2")]
    public static partial nuint Compress(ZstdCompression context, ref ZstdBuffer output, ref ZstdBuffer input, int directive);

    [LibraryImport(CodecLibrary.ZstdAlias, EntryPoint = "ZSTD_createDCtx")]
    public static partial ZstdDecompression CreateDecompression();

    [LibraryImport(CodecLibrary.ZstdAlias, EntryPoint = "ZSTD_freeDCtx")]
    public static partial nuint FreeDecompression(nint context);

    [LibraryImport(CodecLibrary.ZstdAlias, EntryPoint = "ZSTD_DCtx_setParameter")]
    public static partial nuint SetParameter(ZstdDecompression context, int parameter, int value);

    [LibraryImport(CodecLibrary.ZstdAlias, EntryPoint = "ZSTD_DCtx_reset")]
    public static partial nuint Reset(ZstdDecompression context, int directive);

    [LibraryImport(CodecLibrary.ZstdAlias, EntryPoint = "ZSTD_sizeof_DCtx")]
    public static partial nuint SizeOf(ZstdDecompression context);

    [LibraryImport(CodecLibrary.ZstdAlias, EntryPoint = "ZSTD_decompressStream")]
    public static partial nuint Decompress(ZstdDecompression context, ref ZstdBuffer output, ref ZstdBuffer input);
}

/// <summary>ZSTD_inBuffer and ZSTD_outBuffer: start, bytes, bytes done.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ZstdBuffer
{
    public byte* Start;
    public nuint Size;
    public nuint Done;
}

/// <summary>ZSTD_CCtx.</summary>
internal sealed class ZstdCompression() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => ZstdNative.FreeCompression(handle) == 0;
}

/// <summary>ZSTD_DCtx.</summary>
internal sealed class ZstdDecompression() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => ZstdNative.FreeDecompression(handle) == 0;
}

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttachmentPacs.Storage.Codecs;

/// <summary>A native library that a codec needs, under the names it has on the systems we know. Loaded once, on first use.</summary>
internal sealed class CodecLibrary(Codec codec, params string[] fileNames)
{
    public const string Lz4Alias = "apacs-lz4";
    public const string ZstdAlias = "apacs-zstd";

    public static readonly CodecLibrary Lz4 = new(Codec.Lz4, "liblz4.so.1", "liblz4.1.dylib", "liblz4.dll");
    public static readonly CodecLibrary Zstd = new(Codec.Zstd, "libzstd.so.1", "libzstd.1.dylib", "libzstd.dll");

    private readonly Lazy<nint> _handle = new(() => Load(fileNames));

    public bool IsAvailable => _handle.Value != 0;

    /// <exception cref="CodecUnavailableException">The library is not on this machine.</exception>
    public void Require()
    {
        if (!IsAvailable) throw new CodecUnavailableException(codec, PackageName);
    }

    // Debian names the package of libzstd.so.1 "libzstd1", that of liblz4.so.1 "liblz4-1".
    private string PackageName => codec == Codec.Lz4 ? "liblz4-1" : "libzstd1";

#pragma warning disable CA2255 // The imports of this assembly name aliases, which only this resolver knows.
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(CodecLibrary).Assembly, Resolve);
#pragma warning restore CA2255

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name switch
    {
        Lz4Alias => Lz4._handle.Value,
        ZstdAlias => Zstd._handle.Value,
        _ => 0,
    };

    private static nint Load(string[] fileNames)
    {
        foreach (string fileName in fileNames)
        {
            if (NativeLibrary.TryLoad(fileName, out nint handle)) return handle;
        }

        return 0;
    }
}

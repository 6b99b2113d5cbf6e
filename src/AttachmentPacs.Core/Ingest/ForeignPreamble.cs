using System.Buffers.Binary;

namespace AttachmentPacs.Core.Ingest;

/// <summary>
/// What a file is besides DICOM. The 128 bytes of the preamble (PS3.10 7.1) belong to the application: a file can be a program and a DICOM
/// file at once (CVE-2019-11687). It is kept byte for byte, as every file; the log names it, and it is served as application/dicom only.
/// </summary>
internal static class ForeignPreamble
{
    private static readonly uint[] MachO = [0xFEEDFACE, 0xFEEDFACF, 0xCEFAEDFE, 0xCFFAEDFE, 0xCAFEBABE];

    /// <summary>The kind of program whose signature a file begins with; null if there is none.</summary>
    public static string? Of(ReadOnlySpan<byte> start)
    {
        if (start.Length < 4) return null;
        if (start.StartsWith("MZ"u8)) return "Windows program";
        if (start.StartsWith("\u007fELF"u8)) return "ELF program";
        if (start.StartsWith("#!"u8)) return "script";
        return MachO.Contains(BinaryPrimitives.ReadUInt32BigEndian(start)) ? "Mach-O program or Java class" : null;
    }
}

using System.Buffers.Binary;

namespace AttachmentPacs.Core.Zip;

/// <summary>The first four bytes of each record (APPNOTE 4.3), as little-endian numbers.</summary>
internal static class ZipSignature
{
    public const uint LocalHeader = 0x04034B50;
    public const uint Descriptor = 0x08074B50;
    public const uint ArchiveExtraData = 0x08064B50;
    public const uint CentralHeader = 0x02014B50;
    public const uint DigitalSignature = 0x05054B50;
    public const uint Zip64End = 0x06064B50;
    public const uint Zip64Locator = 0x07064B50;
    public const uint End = 0x06054B50;

    /// <summary>Whether bytes begin with what may come after a member.</summary>
    public static bool IsAfterMember(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(bytes) is LocalHeader or CentralHeader or ArchiveExtraData or Zip64End or End;
}

using System.Buffers.Binary;
using System.Text;

namespace AttachmentPacs.Dicom.Writing;

/// <summary>What a file has before its data set and the wire has not: preamble, prefix and File Meta Information (PS3.10 7.1).</summary>
/// <param name="SopClassUid">(0002,0002).</param>
/// <param name="SopInstanceUid">(0002,0003).</param>
/// <param name="TransferSyntaxUid">(0002,0010): of the data set that follows.</param>
/// <param name="ImplementationClassUid">(0002,0012): of who writes the file.</param>
/// <param name="ImplementationVersionName">(0002,0013).</param>
/// <param name="SourceAeTitle">(0002,0016): of who sent the data set; empty for none.</param>
public sealed record FileMetaInformation(
    string SopClassUid, string SopInstanceUid, string TransferSyntaxUid, string ImplementationClassUid, string ImplementationVersionName, string SourceAeTitle)
{
    private const int Preamble = 128;

    /// <summary>The bytes: 128 of zero, <c>DICM</c>, then group 0002 in explicit VR little endian.</summary>
    public byte[] ToBytes()
    {
        var group = new MemoryStream(512);
        Write(group, 0x0001, "OB", [0, 1]);
        Write(group, 0x0002, "UI", Uid(SopClassUid));
        Write(group, 0x0003, "UI", Uid(SopInstanceUid));
        Write(group, 0x0010, "UI", Uid(TransferSyntaxUid));
        Write(group, 0x0012, "UI", Uid(ImplementationClassUid));
        Write(group, 0x0013, "SH", Text(ImplementationVersionName));
        if (SourceAeTitle.Length > 0) Write(group, 0x0016, "AE", Text(SourceAeTitle));
        var file = new MemoryStream(Preamble + 16 + (int)group.Length);
        file.SetLength(Preamble);
        file.Position = Preamble;
        file.Write("DICM"u8);
        byte[] length = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)group.Length);
        Write(file, 0x0000, "UL", length);
        group.WriteTo(file);
        return file.ToArray();
    }

    // Even lengths: UIDs are padded with NUL, text with a space (PS3.5 6.2, 9.1).
    private static byte[] Uid(string uid) => Encoding.ASCII.GetBytes(uid.Length % 2 == 0 ? uid : uid + '\0');

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text.Length % 2 == 0 ? text : text + ' ');

    private static void Write(MemoryStream to, ushort element, string vr, byte[] value)
    {
        Span<byte> header = stackalloc byte[12];
        header.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(header, 0x0002);
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], element);
        Encoding.ASCII.GetBytes(vr, header[4..]);

        // OB has two reserved bytes and a length of four, the others a length of two (PS3.5 7.1.2).
        if (vr == "OB") BinaryPrimitives.WriteUInt32LittleEndian(header[8..], (uint)value.Length);
        else BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)value.Length);
        to.Write(header[..(vr == "OB" ? 12 : 8)]);
        to.Write(value);
    }
}

using System.Buffers.Binary;
using System.Text;

namespace AttachmentPacs.Bench.Load;

/// <summary>A CT made from code, for where no real one is at hand: Part 10, explicit VR little endian, main tags, and pixels that do not compress.</summary>
internal static class MadeFile
{
    private const string CtImageStorage = "1.2.840.10008.5.1.4.1.1.2";

    /// <summary>An image of some rows and as many columns.</summary>
    public static byte[] Create(int size)
    {
        string uid = new InstanceKey(0, 0, 0).SopUid;
        using var meta = new MemoryStream();
        Write(meta, 0x0002_0001, "OB", [0, 1]);
        Text(meta, 0x0002_0002, "UI", CtImageStorage);
        Text(meta, 0x0002_0003, "UI", uid);
        Text(meta, 0x0002_0010, "UI", "1.2.840.10008.1.2.1");
        Text(meta, 0x0002_0012, "UI", "1.2.826.0.1.3680043.10.1451");

        using var file = new MemoryStream();
        file.Write(new byte[128]);
        file.Write("DICM"u8);
        Write(file, 0x0002_0000, "UL", BitConverter.GetBytes((uint)meta.Length));
        file.Write(meta.ToArray());
        WriteDataSet(file, uid, size);
        return file.ToArray();
    }

    private static void WriteDataSet(MemoryStream file, string uid, int size)
    {
        Text(file, 0x0008_0005, "CS", "ISO_IR 100");
        Text(file, 0x0008_0008, "CS", @"ORIGINAL\PRIMARY\AXIAL");
        Text(file, 0x0008_0016, "UI", CtImageStorage);
        Text(file, 0x0008_0018, "UI", uid);
        foreach (uint tag in (uint[])[0x20, 0x21, 0x22, 0x23]) Text(file, 0x0008_0000 | tag, "DA", "20260131");
        foreach (uint tag in (uint[])[0x30, 0x31, 0x32, 0x33]) Text(file, 0x0008_0000 | tag, "TM", "101530.125000");
        Text(file, 0x0008_0050, "SH", "A1234567");
        Text(file, 0x0008_0060, "CS", "CT");
        Text(file, 0x0008_0070, "LO", "Synthetic Imaging");
        Text(file, 0x0008_1030, "LO", "Thorax");
        Text(file, 0x0008_103E, "LO", "Thorax 5.0");
        Text(file, 0x0010_0010, "PN", "Load^Synthetic");
        Text(file, 0x0010_0020, "LO", "LOAD");
        Text(file, 0x0010_0030, "DA", "19600101");
        Text(file, 0x0010_0040, "CS", "O");
        foreach (uint tag in (uint[])[0x0050, 0x0060, 0x0090, 0x1100, 0x1110, 0x1111, 0x1120, 0x1130]) Text(file, 0x0018_0000 | tag, "DS", "120.500000");
        Text(file, 0x0020_000D, "UI", uid);
        Text(file, 0x0020_000E, "UI", uid);
        foreach (uint tag in (uint[])[0x0010, 0x0011, 0x0012, 0x0013]) Text(file, 0x0020_0000 | tag, tag == 0x0010 ? "SH" : "IS", "1");
        Text(file, 0x0020_0032, "DS", @"-175.65820\-334.65820\-123.5");
        Text(file, 0x0020_0037, "DS", @"1\0\0\0\1\0");
        Number(file, 0x0028_0002, 1);
        Text(file, 0x0028_0004, "CS", "MONOCHROME2");
        Number(file, 0x0028_0010, size);
        Number(file, 0x0028_0011, size);
        Text(file, 0x0028_0030, "DS", @"0.681640625\0.681640625");
        foreach ((uint tag, int value) in (ReadOnlySpan<(uint, int)>)[(0x0100, 16), (0x0101, 16), (0x0102, 15), (0x0103, 0)]) Number(file, 0x0028_0000 | tag, value);
        byte[] pixels = new byte[size * size * 2];
        new Random(1).NextBytes(pixels);
        Write(file, 0x7FE0_0010, "OW", pixels);
    }

    private static void Number(MemoryStream file, uint tag, int value) => Write(file, tag, "US", BitConverter.GetBytes((ushort)value));

    private static void Text(MemoryStream file, uint tag, string vr, string value)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(value);
        Write(file, tag, vr, bytes.Length % 2 == 0 ? bytes : [.. bytes, vr == "UI" ? (byte)0 : (byte)' ']);
    }

    // PS3.5 7.1.2: OB and OW have two bytes that are reserved, and a length of four.
    private static void Write(MemoryStream file, uint tag, string vr, ReadOnlySpan<byte> value)
    {
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)(tag >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], (ushort)tag);
        Encoding.ASCII.GetBytes(vr, header[4..]);
        bool isLong = vr is "OB" or "OW";
        if (isLong) BinaryPrimitives.WriteUInt32LittleEndian(header[8..], (uint)value.Length);
        else BinaryPrimitives.WriteUInt16LittleEndian(header[6..], checked((ushort)value.Length));
        file.Write(header[..(isLong ? 12 : 8)]);
        file.Write(value);
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace AttachmentPacs.TestKit;

/// <summary>
/// A CT image as scanners send it: Part 10, explicit VR little endian, 90 elements before 512 KiB of Pixel Data, a few of them sequences and
/// private. Made of constants and numbers: the same for every run.
/// </summary>
public static class SyntheticCt
{
    /// <summary>Bytes of Pixel Data.</summary>
    public const int PixelBytes = 512 * 512 * 2;

    /// <summary>The file; <paramref name="instance"/> makes the SOP Instance UID its own.</summary>
    public static byte[] Create(int instance = 1)
    {
        string uid = string.Create(CultureInfo.InvariantCulture, $"1.2.826.0.1.3680043.10.1451.1.{instance}");
        var meta = new Writer();
        meta.Bytes(0x0002_0001, "OB", [0, 1]);
        meta.Text(0x0002_0002, "UI", "1.2.840.10008.5.1.4.1.1.2");
        meta.Text(0x0002_0003, "UI", uid);
        meta.Text(0x0002_0010, "UI", "1.2.840.10008.1.2.1");
        meta.Text(0x0002_0012, "UI", "1.2.826.0.1.3680043.10.1451");
        var file = new Writer();
        file.Raw(new byte[128]);
        file.Raw("DICM"u8);
        file.Bytes(0x0002_0000, "UL", BitConverter.GetBytes(meta.Length));
        file.Raw(meta.ToArray());
        WriteHead(file, uid, instance);
        byte[] pixels = new byte[PixelBytes];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)((i * 2654435761L) >> 13);
        file.Bytes(0x7FE0_0010, "OW", pixels);
        return file.ToArray();
    }

    private static void WriteHead(Writer file, string uid, int instance)
    {
        file.Text(0x0008_0005, "CS", "ISO_IR 100");
        file.Text(0x0008_0008, "CS", @"ORIGINAL\PRIMARY\AXIAL\CT_SOM5 SPI");
        file.Text(0x0008_0016, "UI", "1.2.840.10008.5.1.4.1.1.2");
        file.Text(0x0008_0018, "UI", uid);
        foreach (uint tag in (uint[])[0x20, 0x21, 0x22, 0x23]) file.Text(0x0008_0000 | tag, "DA", "20260131");
        foreach (uint tag in (uint[])[0x30, 0x31, 0x32, 0x33]) file.Text(0x0008_0000 | tag, "TM", "101530.125000");
        file.Text(0x0008_0050, "SH", "A1234567");
        file.Text(0x0008_0060, "CS", "CT");
        file.Text(0x0008_0070, "LO", "Synthetic Imaging");
        file.Text(0x0008_0080, "LO", "Universitätsklinik", Encoding.Latin1);
        file.Text(0x0008_0081, "ST", "Musterstraße 1, 12345 Musterstadt", Encoding.Latin1);
        file.Text(0x0008_0090, "PN", "Referrer^Rita");
        file.Text(0x0008_1010, "SH", "CT01");
        file.Text(0x0008_1030, "LO", "Thorax nativ");
        file.Text(0x0008_103E, "LO", "Thorax 5.0 B31f");
        file.Text(0x0008_1040, "LO", "Radiologie");
        file.Text(0x0008_1090, "LO", "Sensation 64");
        file.Sequence(0x0008_1140, item =>
        {
            item.Text(0x0008_1150, "UI", "1.2.840.10008.5.1.4.1.1.2");
            item.Text(0x0008_1155, "UI", uid + ".2");
        });
        file.Text(0x0010_0010, "PN", "Müller^Jörg", Encoding.Latin1);
        file.Text(0x0010_0020, "LO", "PID-0815");
        file.Text(0x0010_0030, "DA", "19600101");
        file.Text(0x0010_0040, "CS", "M");
        file.Text(0x0010_1010, "AS", "066Y");
        file.Text(0x0018_0015, "CS", "CHEST");
        foreach (uint tag in (uint[])[0x0050, 0x0060, 0x0090]) file.Text(0x0018_0000 | tag, "DS", "120.500000");
        file.Text(0x0018_1030, "LO", "ThoraxRoutine");
        foreach (uint tag in (uint[])[0x1100, 0x1110, 0x1111, 0x1120, 0x1130]) file.Text(0x0018_0000 | tag, "DS", "120.500000");
        foreach (uint tag in (uint[])[0x1150, 0x1151, 0x1152]) file.Text(0x0018_0000 | tag, "IS", "500");
        file.Text(0x0018_1160, "SH", "0");
        file.Text(0x0018_1210, "SH", "B31f");
        file.Text(0x0018_5100, "CS", "HFS");
        file.Text(0x0019_0010, "LO", "SIEMENS CT VA0  COAD");
        foreach (uint tag in (uint[])[0x10B0, 0x10B1, 0x10B2, 0x10B3]) file.Text(0x0019_0000 | tag, "DS", "1.25");
        file.Text(0x0020_000D, "UI", "1.2.826.0.1.3680043.10.1451.2.1");
        file.Text(0x0020_000E, "UI", "1.2.826.0.1.3680043.10.1451.3.1");
        file.Text(0x0020_0010, "SH", "1");
        file.Text(0x0020_0011, "IS", "2");
        file.Text(0x0020_0012, "IS", "1");
        file.Text(0x0020_0013, "IS", instance.ToString(CultureInfo.InvariantCulture));
        file.Text(0x0020_0032, "DS", @"-175.65820\-334.65820\-123.5");
        file.Text(0x0020_0037, "DS", @"1\0\0\0\1\0");
        file.Text(0x0020_0052, "UI", "1.2.826.0.1.3680043.10.1451.4.1");
        file.Text(0x0020_1040, "LO", "");
        file.Text(0x0020_1041, "DS", "-123.5");
        file.Number(0x0028_0002, 1);
        file.Text(0x0028_0004, "CS", "MONOCHROME2");
        foreach (uint tag in (uint[])[0x0010, 0x0011]) file.Number(0x0028_0000 | tag, 512);
        file.Text(0x0028_0030, "DS", @"0.681640625\0.681640625");
        foreach (uint tag in (uint[])[0x0100, 0x0101, 0x0102, 0x0103]) file.Number(0x0028_0000 | tag, 12);
        file.Number(0x0028_0106, 0);
        file.Number(0x0028_0107, 4095);
        foreach (uint tag in (uint[])[0x1050, 0x1051]) file.Text(0x0028_0000 | tag, "DS", @"50\-600");
        foreach (uint tag in (uint[])[0x1052, 0x1053]) file.Text(0x0028_0000 | tag, "DS", "-1024");
        file.Text(0x0028_1055, "LO", @"WINDOW1\WINDOW2");
        file.Text(0x0028_2110, "CS", "00");
        file.Text(0x0032_1060, "LO", "CT Thorax");
        file.Text(0x0040_0244, "DA", "20260131");
        file.Text(0x0040_0245, "TM", "101530");
        file.Text(0x0040_0254, "LO", "CT Thorax");
        file.Sequence(0x0040_0275, item => item.Text(0x0040_0007, "LO", "CT Thorax nativ"));
    }

    private sealed class Writer
    {
        private readonly List<byte> _bytes = [];

        public int Length => _bytes.Count;

        public byte[] ToArray() => _bytes.ToArray();

        public void Raw(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

        public void Number(uint tag, ushort value) => Bytes(tag, "US", BitConverter.GetBytes(value));

        public void Text(uint tag, string vr, string value, Encoding? encoding = null)
        {
            byte[] bytes = (encoding ?? Encoding.ASCII).GetBytes(value);
            if (bytes.Length % 2 == 1) bytes = [.. bytes, vr == "UI" ? (byte)0 : (byte)' '];
            Bytes(tag, vr, bytes);
        }

        public void Sequence(uint tag, Action<Writer> write)
        {
            var item = new Writer();
            write(item);
            Header(tag, "SQ", item.Length + 8);
            Tag(0xFFFE_E000);
            Raw(BitConverter.GetBytes(item.Length));
            Raw(item.ToArray());
        }

        public void Bytes(uint tag, string vr, ReadOnlySpan<byte> value)
        {
            Header(tag, vr, value.Length);
            Raw(value);
        }

        private void Header(uint tag, string vr, int length)
        {
            Tag(tag);
            Raw(Encoding.ASCII.GetBytes(vr));
            if (vr is "OB" or "OW" or "SQ" or "UN")
            {
                Raw([0, 0]);
                Raw(BitConverter.GetBytes(length));
            }
            else
            {
                Raw(BitConverter.GetBytes(checked((ushort)length)));
            }
        }

        private void Tag(uint tag)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(tag >> 16));
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], (ushort)tag);
            Raw(bytes);
        }
    }
}

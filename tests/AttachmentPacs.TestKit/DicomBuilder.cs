using System.Buffers.Binary;
using System.Text;

namespace AttachmentPacs.TestKit;

/// <summary>
/// Makes small Part 10 files (PS3.10 7.1) from code: elements in any order of calls, written in ascending order of their tags, values padded
/// to even length (PS3.5 6.2). UTF-8 unless (0008,0005) is set to something else and bytes are given.
/// </summary>
public sealed class DicomBuilder
{
    /// <summary>Explicit VR Little Endian.</summary>
    public const string ExplicitLittleEndian = "1.2.840.10008.1.2.1";

    /// <summary>Implicit VR Little Endian.</summary>
    public const string ImplicitLittleEndian = "1.2.840.10008.1.2";

    /// <summary>Secondary Capture Image Storage.</summary>
    public const string SopClass = "1.2.840.10008.5.1.4.1.1.7";

    /// <summary>Root of all UIDs made here.</summary>
    public const string Root = "1.2.826.0.1.3680043.10.1234.";

    private const uint PixelData = 0x7FE0_0010;
    private static readonly string[] LongForm = ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"];

    private readonly SortedDictionary<uint, (string Vr, byte[] Value)> _elements = [];

    /// <summary>Transfer syntax of the file; only the two little-endian ones are written.</summary>
    public string TransferSyntax { get; private init; } = ExplicitLittleEndian;

    private bool IsExplicit => TransferSyntax != ImplicitLittleEndian;

    /// <summary>An instance with identity, a few main tags, 8 x 8 pixels of 8 bits.</summary>
    /// <param name="patient">Patient ID.</param>
    /// <param name="study">Last part of the Study Instance UID.</param>
    /// <param name="series">Last part of the Series Instance UID, below the study's.</param>
    /// <param name="instance">Last part of the SOP Instance UID, below the series'; the Instance Number, too.</param>
    /// <param name="transferSyntax">Explicit or implicit little endian.</param>
    public static DicomBuilder Instance(
        string patient, int study = 1, int series = 1, int instance = 1, string transferSyntax = ExplicitLittleEndian) =>
        new DicomBuilder { TransferSyntax = transferSyntax }
            .Add(0x0008_0005, "CS", "ISO_IR 192")
            .Add(0x0008_0016, "UI", SopClass)
            .Add(0x0008_0018, "UI", Uid(study, series, instance))
            .Add(0x0008_0020, "DA", "20240229")
            .Add(0x0008_0030, "TM", "101112")
            .Add(0x0008_0060, "CS", series == 2 ? "CT" : "OT")
            .Add(0x0010_0010, "PN", "Doe^Jané")
            .Add(0x0010_0020, "LO", patient)
            .Add(0x0020_000D, "UI", Uid(study))
            .Add(0x0020_000E, "UI", Uid(study, series))
            .Add(0x0020_0011, "IS", $"{series}")
            .Add(0x0020_0013, "IS", $"{instance}")
            .Add(0x0028_0010, "US", UInt16(8))
            .Add(0x0028_0011, "US", UInt16(8))
            .Add(0x0028_0100, "US", UInt16(8))
            .Add(PixelData, "OB", [.. Enumerable.Range(0, 64).Select(value => (byte)value)]);

    /// <summary>A UID below the root.</summary>
    public static string Uid(params int[] parts) => Root + string.Join('.', parts);

    /// <summary>A number of 16 bits as it is stored.</summary>
    public static byte[] UInt16(ushort value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>Sets an element to text, UTF-8, padded with a blank or, for UIDs, NUL.</summary>
    public DicomBuilder Add(uint tag, string vr, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        return Add(tag, vr, bytes.Length % 2 == 0 ? bytes : [.. bytes, vr == "UI" ? (byte)0 : (byte)' ']);
    }

    /// <summary>Sets an element to bytes, padded with NUL.</summary>
    public DicomBuilder Add(uint tag, string vr, byte[] value)
    {
        _elements[tag] = (vr, value.Length % 2 == 0 ? value : [.. value, 0]);
        return this;
    }

    /// <summary>Sets an element to a sequence of items of defined length (PS3.5 7.5).</summary>
    public DicomBuilder Sequence(uint tag, params ReadOnlySpan<Action<DicomBuilder>> items)
    {
        using var value = new MemoryStream();
        foreach (Action<DicomBuilder> fill in items)
        {
            var item = new DicomBuilder { TransferSyntax = TransferSyntax };
            fill(item);
            byte[] content = item.ToDataSet();
            WriteTag(value, 0xFFFE_E000);
            WriteUInt32(value, (uint)content.Length);
            value.Write(content);
        }

        return Add(tag, "SQ", value.ToArray());
    }

    /// <summary>Leaves an element out.</summary>
    public DicomBuilder Remove(uint tag)
    {
        _elements.Remove(tag);
        return this;
    }

    /// <summary>Sets the pixel data.</summary>
    public DicomBuilder Pixels(byte[] value) => Add(PixelData, "OB", value);

    /// <summary>The data set alone, without preamble and meta header.</summary>
    public byte[] ToDataSet()
    {
        using var output = new MemoryStream();
        foreach ((uint tag, (string vr, byte[] value)) in _elements)
        {
            WriteHeader(output, tag, vr, (uint)value.Length, IsExplicit);
            output.Write(value);
        }

        return output.ToArray();
    }

    /// <summary>The Part 10 file.</summary>
    public byte[] ToArray() => [.. Meta(), .. ToDataSet()];

    /// <summary>The Part 10 file with generated pixel data, none of which is held in memory.</summary>
    /// <param name="pixelBytes">Even, below 4 GiB.</param>
    /// <param name="seed">Of the pixels.</param>
    public GeneratedStream ToStream(long pixelBytes, int seed = 1)
    {
        _elements.Remove(PixelData);
        using var head = new MemoryStream();
        head.Write(ToArray());
        WriteHeader(head, PixelData, "OW", checked((uint)pixelBytes), IsExplicit);
        return new GeneratedStream(head.ToArray(), pixelBytes, seed);
    }

    private byte[] Meta()
    {
        var elements = new DicomBuilder()
            .Add(0x0002_0001, "OB", [0, 1])
            .Add(0x0002_0002, "UI", SopClass)
            .Add(0x0002_0003, "UI", _elements.TryGetValue(0x0008_0018, out (string, byte[] Value) uid) ? Encoding.ASCII.GetString(uid.Value).TrimEnd('\0') : "")
            .Add(0x0002_0010, "UI", TransferSyntax)
            .Add(0x0002_0012, "UI", Root + "9");
        byte[] group = elements.ToDataSet();
        using var output = new MemoryStream();
        output.Write(new byte[128]);
        output.Write("DICM"u8);
        WriteHeader(output, 0x0002_0000, "UL", 4, isExplicit: true);
        WriteUInt32(output, (uint)group.Length);
        output.Write(group);
        return output.ToArray();
    }

    // PS3.5 7.1.2 and 7.1.3
    private static void WriteHeader(MemoryStream output, uint tag, string vr, uint length, bool isExplicit)
    {
        WriteTag(output, tag);
        if (!isExplicit)
        {
            WriteUInt32(output, length);
            return;
        }

        output.Write(Encoding.ASCII.GetBytes(vr));
        if (LongForm.Contains(vr))
        {
            output.Write([0, 0]);
            WriteUInt32(output, length);
        }
        else
        {
            output.Write(UInt16(checked((ushort)length)));
        }
    }

    private static void WriteTag(MemoryStream output, uint tag)
    {
        output.Write(UInt16((ushort)(tag >> 16)));
        output.Write(UInt16((ushort)tag));
    }

    private static void WriteUInt32(MemoryStream output, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        output.Write(bytes);
    }
}

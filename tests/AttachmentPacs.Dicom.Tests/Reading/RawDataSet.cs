using System.Buffers.Binary;
using System.Text;

namespace AttachmentPacs.Dicom.Tests.Reading;

/// <summary>Writes data sets element by element, also wrong ones: Part 10, and then whatever the test wants.</summary>
internal sealed class RawDataSet
{
    private readonly List<byte> _bytes = [];

    public RawDataSet(string? transferSyntax = "1.2.840.10008.1.2.1")
    {
        if (transferSyntax is null) return;
        _bytes.AddRange(new byte[128]);
        Raw("DICM"u8);
        Explicit(0x0002_0010, "UI", Pad(transferSyntax));
    }

    public byte[] ToArray() => [.. _bytes];

    public RawDataSet Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public RawDataSet Repeat(int count, Action<RawDataSet, int> write)
    {
        for (int i = 0; i < count; i++) write(this, i);
        return this;
    }

    /// <summary>The UIDs and the ID that an instance needs.</summary>
    public RawDataSet Identity() => Explicit(0x0008_0018, "UI", Pad("1.2.3.4")).Explicit(0x0010_0020, "LO", "P1"u8)
        .Explicit(0x0020_000D, "UI", Pad("1.2.3")).Explicit(0x0020_000E, "UI", Pad("1.2.3.5"));

    public RawDataSet ImplicitIdentity() => Implicit(0x0008_0018, Pad("1.2.3.4")).Implicit(0x0010_0020, "P1"u8)
        .Implicit(0x0020_000D, Pad("1.2.3")).Implicit(0x0020_000E, Pad("1.2.3.5"));

    public RawDataSet Explicit(uint tag, string vr, ReadOnlySpan<byte> value, uint? length = null)
    {
        Tag(tag).Raw(Encoding.ASCII.GetBytes(vr));
        if (vr is "OB" or "OW" or "SQ" or "UN" or "UT" or "UC") Raw([0, 0]).Number(length ?? (uint)value.Length);
        else Raw(BitConverter.GetBytes((ushort)(length ?? (uint)value.Length)));
        return Raw(value);
    }

    public RawDataSet Implicit(uint tag, ReadOnlySpan<byte> value, uint? length = null) => Tag(tag).Number(length ?? (uint)value.Length).Raw(value);

    public RawDataSet Item(uint length) => Tag(0xFFFE_E000).Number(length);

    public RawDataSet ItemEnd() => Tag(0xFFFE_E00D).Number(0);

    public RawDataSet SequenceEnd() => Tag(0xFFFE_E0DD).Number(0);

    public static byte[] Pad(string uid) => Encoding.ASCII.GetBytes(uid.Length % 2 == 1 ? uid + "\0" : uid);

    private RawDataSet Tag(uint tag)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)(tag >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], (ushort)tag);
        return Raw(bytes);
    }

    private RawDataSet Number(uint number) => Raw(BitConverter.GetBytes(number));
}

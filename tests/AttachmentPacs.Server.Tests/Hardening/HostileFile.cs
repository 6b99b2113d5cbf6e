using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AttachmentPacs.Server.Tests.Hardening;

/// <summary>Part 10 files that no well-mannered program writes: elements are written as told, lengths as claimed.</summary>
internal sealed class HostileFile
{
    public const string Implicit = "1.2.840.10008.1.2";
    public const string Explicit = "1.2.840.10008.1.2.1";
    public const string Deflated = "1.2.840.10008.1.2.1.99";
    public const uint Undefined = uint.MaxValue;

    private const uint ItemTag = 0xFFFE_E000;

    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 20);
    private readonly bool _isExplicit;

    /// <param name="syntax">Transfer syntax; null for a data set without meta header, in explicit VR.</param>
    public HostileFile(string? syntax = Explicit)
    {
        _isExplicit = true;
        if (syntax is null) return;
        _bytes.Write(new byte[128]);
        _bytes.Write("DICM"u8);
        Element(0x0002_0010, "UI", Uid(syntax));
        _isExplicit = syntax != Implicit;
    }

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    /// <summary>The identifiers of an instance.</summary>
    public HostileFile Identity(string patient = "Hostile") => Element(0x0008_0016, "UI", Uid("1.2.840.10008.5.1.4.1.1.7"))
        .Element(0x0008_0018, "UI", Uid("1.2.3.4")).Element(0x0010_0020, "LO", Encoding.ASCII.GetBytes(patient.Length % 2 == 0 ? patient : patient + " "))
        .Element(0x0020_000D, "UI", Uid("1.2.3")).Element(0x0020_000E, "UI", Uid("1.2.3.5"));

    /// <param name="tag">Group and element.</param>
    /// <param name="vr">Ignored in implicit VR.</param>
    /// <param name="value">What is really there.</param>
    /// <param name="claimed">What its length says, if not the truth.</param>
    public HostileFile Element(uint tag, string vr, ReadOnlySpan<byte> value, uint? claimed = null)
    {
        uint length = claimed ?? (uint)value.Length;
        WriteTag(tag);
        if (!_isExplicit)
        {
            Write32(length);
        }
        else
        {
            _bytes.Write(Encoding.ASCII.GetBytes(vr));
            bool isLong = vr is "OB" or "OW" or "SQ" or "UN" or "UT" or "UC" or "UR" or "OF" or "OD";
            Write16(isLong ? (ushort)0 : (ushort)length);
            if (isLong) Write32(length);
        }

        _bytes.Write(value);
        return this;
    }

    public HostileFile Item(uint length) => Delimiter(ItemTag, length);

    public HostileFile Delimiter(uint tag, uint length = 0)
    {
        WriteTag(tag);
        Write32(length);
        return this;
    }

    public HostileFile Repeat(int count, Action<HostileFile, int> write)
    {
        for (int i = 0; i < count; i++) write(this, i);
        return this;
    }

    public HostileFile Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Sequences within sequences, each with one item, none of them closed or all of them.</summary>
    public HostileFile Nested(int depth, bool isClosed)
    {
        Repeat(depth, (file, _) => file.Element(0x0040_A730, "SQ", [], Undefined).Item(Undefined));
        return isClosed ? Repeat(depth, (file, _) => file.Delimiter(0xFFFE_E00D).Delimiter(0xFFFE_E0DD)) : this;
    }

    /// <summary>A deflated data set: identifiers, then an element of so many zeros.</summary>
    public static byte[] DeflateBomb(int mebibytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal))
        {
            deflate.Write(new HostileFile(null).Identity().Element(0x7FE0_0010, "OB", [], (uint)mebibytes << 20).ToArray());
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < mebibytes; i++) deflate.Write(zeros);
        }

        return new HostileFile(Deflated).Raw(packed.ToArray()).ToArray();
    }

    private static byte[] Uid(string uid) => Encoding.ASCII.GetBytes(uid.Length % 2 == 0 ? uid : uid + "\0");

    private void WriteTag(uint tag)
    {
        Write16((ushort)(tag >> 16));
        Write16((ushort)tag);
    }

    private void Write16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }

    private void Write32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }
}

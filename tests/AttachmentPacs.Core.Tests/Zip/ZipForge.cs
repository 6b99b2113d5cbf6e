using System.IO.Compression;
using System.Text;

namespace AttachmentPacs.Core.Tests.Zip;

/// <summary>How CRC and sizes follow a member's data (APPNOTE 4.3.9).</summary>
public enum Trailer
{
    None,
    Signed32,
    Signed64,
    Bare32,
    Bare64,
}

/// <summary>A member to be written, honest unless told otherwise.</summary>
internal sealed record Forged(string Name, byte[] Content)
{
    public ushort Method { get; init; } = 8;

    public ushort Flags { get; init; } = 1 << 11;

    public Trailer Trailer { get; init; }

    public bool IsZip64 { get; init; }

    /// <summary>The data as they are stored, if not those of the content.</summary>
    public byte[]? Data { get; init; }

    /// <summary>Lies of the local header and of the descriptor.</summary>
    public uint? Crc { get; init; }

    public long? Compressed { get; init; }

    public long? Uncompressed { get; init; }

    public bool IsFolder => Name.EndsWith('/');
}

/// <summary>Writes archives by hand, forged ones, too.</summary>
internal sealed class ZipForge
{
    private readonly List<byte> _bytes = [];
    private readonly List<byte[]> _central = [];

    public static byte[] Of(params ReadOnlySpan<Forged> members)
    {
        var forge = new ZipForge();
        foreach (Forged member in members) forge.Add(member);
        return forge.End();
    }

    public static byte[] Deflate(byte[] content)
    {
        using var data = new MemoryStream();
        using (var deflate = new DeflateStream(data, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(content);
        return content.Length == 0 ? [3, 0] : data.ToArray();
    }

    public ZipForge Add(Forged member)
    {
        byte[] name = Encoding.UTF8.GetBytes(member.Name);
        byte[] data = member.Data ?? (member.Method == 8 ? Deflate(member.Content) : member.Content);
        bool isLate = member.Trailer != Trailer.None;
        uint crc = member.Crc ?? Crc(member.Content);
        long compressed = member.Compressed ?? data.Length;
        long uncompressed = member.Uncompressed ?? member.Content.Length;
        ushort flags = (ushort)(member.Flags | (isLate ? 8 : 0));
        long offset = _bytes.Count;
        byte[] local = Sizes(isLate ? 0 : crc, isLate ? 0 : compressed, isLate ? 0 : uncompressed, member.IsZip64, out byte[] localExtra);
        Write(0x04034B50u, (ushort)20, flags, member.Method, 0u, local, (ushort)name.Length, (ushort)localExtra.Length, name, localExtra, data);
        WriteTrailer(member.Trailer, crc, compressed, uncompressed);
        byte[] central = Sizes(crc, compressed, uncompressed, member.IsZip64, out byte[] extra);
        _central.Add(Bytes(
            0x02014B50u, (ushort)20, (ushort)20, flags, member.Method, 0u, central, (ushort)name.Length, (ushort)extra.Length, new byte[10], (uint)offset, name, extra));
        return this;
    }

    /// <summary>Bytes where a member is expected.</summary>
    public ZipForge AddRaw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Changes the directory: entries may be left out, repeated, altered.</summary>
    public ZipForge Central(Action<List<byte[]>> change)
    {
        change(_central);
        return this;
    }

    public byte[] End(bool isZip64 = false, string comment = "", int? count = null)
    {
        long start = _bytes.Count;
        foreach (byte[] header in _central) _bytes.AddRange(header);
        long size = _bytes.Count - start;
        long members = count ?? _central.Count;
        if (isZip64)
        {
            long record = _bytes.Count;
            Write(0x06064B50u, 44UL, (ushort)45, (ushort)45, 0u, 0u, (ulong)members, (ulong)members, (ulong)size, (ulong)start);
            Write(0x07064B50u, 0u, (ulong)record, 1u);
            Write(0x06054B50u, 0u, ushort.MaxValue, ushort.MaxValue, uint.MaxValue, uint.MaxValue);
        }
        else
        {
            Write(0x06054B50u, 0u, (ushort)members, (ushort)members, (uint)size, (uint)start);
        }

        byte[] text = Encoding.UTF8.GetBytes(comment);
        Write((ushort)text.Length, text);
        return [.. _bytes];
    }

    // CRC-32 bit by bit (APPNOTE 4.4.7).
    private static uint Crc(byte[] content)
    {
        uint crc = uint.MaxValue;
        foreach (byte each in content)
        {
            crc ^= each;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }

        return ~crc;
    }

    private static byte[] Sizes(uint crc, long compressed, long uncompressed, bool isZip64, out byte[] extra)
    {
        extra = isZip64 ? Bytes((ushort)1, (ushort)16, (ulong)uncompressed, (ulong)compressed) : [];
        return isZip64 ? Bytes(crc, uint.MaxValue, uint.MaxValue) : Bytes(crc, (uint)compressed, (uint)uncompressed);
    }

    private void WriteTrailer(Trailer trailer, uint crc, long compressed, long uncompressed)
    {
        if (trailer is Trailer.Signed32 or Trailer.Signed64) Write(0x08074B50u);
        if (trailer is Trailer.Signed32 or Trailer.Bare32) Write(crc, (uint)compressed, (uint)uncompressed);
        if (trailer is Trailer.Signed64 or Trailer.Bare64) Write(crc, (ulong)compressed, (ulong)uncompressed);
    }

    private void Write(params ReadOnlySpan<object> values) => _bytes.AddRange(Bytes(values));

    private static byte[] Bytes(params ReadOnlySpan<object> values)
    {
        using var bytes = new MemoryStream();
        foreach (object value in values)
        {
            bytes.Write(value switch
            {
                ushort number => BitConverter.GetBytes(number),
                uint number => BitConverter.GetBytes(number),
                ulong number => BitConverter.GetBytes(number),
                byte[] raw => raw,
                _ => throw new ArgumentException($"{value.GetType()} has no place in an archive", nameof(values)),
            });
        }

        return bytes.ToArray();
    }
}

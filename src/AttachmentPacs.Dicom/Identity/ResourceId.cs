using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AttachmentPacs.Dicom.Identity;

/// <summary>
/// The public identifier of a resource: a SHA-1 of 20 bytes, written as five groups of eight lower-case hexadecimal digits (contract 1.2).
/// </summary>
public readonly record struct ResourceId : IComparable<ResourceId>
{
    /// <summary>Length of the binary form, in bytes.</summary>
    public const int Size = 20;

    /// <summary>Length of the text form, in characters.</summary>
    public const int TextLength = 44;

    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly uint _low;

    /// <summary>Reads the binary form: exactly <see cref="Size"/> bytes.</summary>
    public ResourceId(ReadOnlySpan<byte> sha1)
    {
        if (sha1.Length != Size) throw new ArgumentException($"A resource id has {Size} bytes, not {sha1.Length}.", nameof(sha1));
        _high = BinaryPrimitives.ReadUInt64BigEndian(sha1);
        _middle = BinaryPrimitives.ReadUInt64BigEndian(sha1[8..]);
        _low = BinaryPrimitives.ReadUInt32BigEndian(sha1[16..]);
    }

    /// <summary>The id of a patient; an absent Patient ID counts as the empty string.</summary>
    public static ResourceId ForPatient(string patientId) => Hash(patientId);

    /// <summary>The id of a study.</summary>
    public static ResourceId ForStudy(string patientId, string studyInstanceUid) => Hash(patientId, studyInstanceUid);

    /// <summary>The id of a series.</summary>
    public static ResourceId ForSeries(string patientId, string studyInstanceUid, string seriesInstanceUid) =>
        Hash(patientId, studyInstanceUid, seriesInstanceUid);

    /// <summary>The id of an instance.</summary>
    public static ResourceId ForInstance(string patientId, string studyInstanceUid, string seriesInstanceUid, string sopInstanceUid) =>
        Hash(patientId, studyInstanceUid, seriesInstanceUid, sopInstanceUid);

    /// <summary>Parses the 44 characters of the text form; anything else is false.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ResourceId id)
    {
        id = default;
        if (text.Length != TextLength) return false;
        Span<uint> groups = stackalloc uint[5];
        for (int i = 0; i < groups.Length; i++)
        {
            ReadOnlySpan<char> group = text.Slice(i * 9, 8);
            if (i < 4 && text[(i * 9) + 8] != '-') return false;
            if (group.ContainsAnyExceptInRange('0', 'f') || group.ContainsAnyInRange('A', 'F')) return false;
            if (!uint.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out groups[i])) return false;
        }

        id = new ResourceId(((ulong)groups[0] << 32) | groups[1], ((ulong)groups[2] << 32) | groups[3], groups[4]);
        return true;
    }

    /// <summary>Writes the binary form into the first <see cref="Size"/> bytes.</summary>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _middle);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _low);
    }

    /// <summary>The binary form, in an array of its own.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        WriteTo(bytes);
        return bytes;
    }

    /// <summary>Writes the text form, in ASCII, into the first <see cref="TextLength"/> bytes.</summary>
    public void WriteTextTo(Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteTo(bytes);
        for (int group = 0; group < Size / sizeof(uint); group++)
        {
            Convert.TryToHexStringLower(bytes.Slice(group * sizeof(uint), sizeof(uint)), destination.Slice(group * 9, 8), out _);
            if (group > 0) destination[(group * 9) - 1] = (byte)'-';
        }
    }

    /// <inheritdoc/>
    public int CompareTo(ResourceId other)
    {
        int order = _high.CompareTo(other._high);
        if (order == 0) order = _middle.CompareTo(other._middle);
        return order != 0 ? order : _low.CompareTo(other._low);
    }

    /// <summary>The text form, as in <c>40bd0015-63085fc3-5165329e-a1ff5c5e-cbdbbeef</c>.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[TextLength];
        WriteTextTo(text);
        return Encoding.ASCII.GetString(text);
    }

    private ResourceId(ulong high, ulong middle, uint low) => (_high, _middle, _low) = (high, middle, low);

    // SHA-1 names resources because Orthanc's clients compute the same names (contract 1.2); nothing rests on its strength.
#pragma warning disable CA5350
    private static ResourceId Hash(params ReadOnlySpan<string> parts)
    {
        int length = parts.Length - 1;
        foreach (string part in parts) length += Encoding.UTF8.GetByteCount(part);
        Span<byte> utf8 = length <= 512 ? stackalloc byte[length] : new byte[length];
        int at = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (i > 0) utf8[at++] = (byte)'|';
            at += Encoding.UTF8.GetBytes(parts[i], utf8[at..]);
        }

        Span<byte> hash = stackalloc byte[Size];
        SHA1.HashData(utf8, hash);
        return new ResourceId(hash);
    }
#pragma warning restore CA5350

    /// <summary>Order of the text form.</summary>
    public static bool operator <(ResourceId left, ResourceId right) => left.CompareTo(right) < 0;

    /// <summary>Order of the text form.</summary>
    public static bool operator >(ResourceId left, ResourceId right) => left.CompareTo(right) > 0;

    /// <summary>Order of the text form.</summary>
    public static bool operator <=(ResourceId left, ResourceId right) => left.CompareTo(right) <= 0;

    /// <summary>Order of the text form.</summary>
    public static bool operator >=(ResourceId left, ResourceId right) => left.CompareTo(right) >= 0;
}

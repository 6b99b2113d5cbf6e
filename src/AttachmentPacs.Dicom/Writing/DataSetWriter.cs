using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace AttachmentPacs.Dicom.Writing;

/// <summary>Makes a small data set, little endian, with lengths in place of delimiters (PS3.5 7.1, 7.5). Tags are to be written in ascending order.</summary>
/// <param name="isExplicit">Elements carry their VR.</param>
public sealed class DataSetWriter(bool isExplicit)
{
    private readonly List<byte> _bytes = [];

    /// <summary>What has been written so far.</summary>
    public byte[] ToArray() => [.. _bytes];

    /// <summary>An element of VR UI, padded with NUL (PS3.5 6.2).</summary>
    public void Uid(uint tag, string uid)
    {
        byte[] value = Encoding.ASCII.GetBytes(uid.Length % 2 == 0 ? uid : uid + '\0');
        Header(tag, Vr.UI, (uint)value.Length);
        _bytes.AddRange(value);
    }

    /// <summary>An element of VR US with one value.</summary>
    public void UInt16(uint tag, ushort value)
    {
        Header(tag, Vr.US, 2);
        UInt16(value);
    }

    /// <summary>A sequence with an item for each of <paramref name="items"/>; <paramref name="write"/> writes the elements of one.</summary>
    public void Sequence<T>(uint tag, IEnumerable<T> items, Action<DataSetWriter, T> write)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(write);
        Header(tag, Vr.SQ, 0);
        int start = _bytes.Count;
        foreach (T item in items)
        {
            Tag(Tags.Item);
            UInt32(0);
            int first = _bytes.Count;
            write(this, item);
            SetLength(first);
        }

        SetLength(start);
    }

    // PS3.5 7.1.2 and 7.1.3.
    private void Header(uint tag, Vr vr, uint length)
    {
        Tag(tag);
        if (isExplicit) _bytes.AddRange(Encoding.ASCII.GetBytes(VrFacts.Letters(vr)));
        if (isExplicit && !VrFacts.HasLongLength(vr))
        {
            UInt16((ushort)length);
            return;
        }

        if (isExplicit) UInt16(0);
        UInt32(length);
    }

    private void Tag(uint tag)
    {
        UInt16((ushort)(tag >> 16));
        UInt16((ushort)tag);
    }

    // The length stands right before what it counts.
    private void SetLength(int start) =>
        BinaryPrimitives.WriteUInt32LittleEndian(CollectionsMarshal.AsSpan(_bytes)[(start - sizeof(uint))..], (uint)(_bytes.Count - start));

    private void UInt16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }

    private void UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }
}

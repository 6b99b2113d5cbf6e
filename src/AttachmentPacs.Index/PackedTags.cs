using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AttachmentPacs.Index;

/// <summary>
/// The column <c>main_tags.tags</c>: all main DICOM tags of a resource, ascending, each as big-endian uint32 tag, LEB128 length, UTF-8 text.
/// </summary>
internal static class PackedTags
{
    /// <summary>Appends them to the buffer.</summary>
    public static void Write(IReadOnlyList<TagValue> tags, ArrayBufferWriter<byte> buffer)
    {
        if (IsSorted(tags))
        {
            for (int i = 0; i < tags.Count; i++) Write(tags[i], buffer);
        }
        else
        {
            foreach (TagValue tag in tags.OrderBy(tag => tag.Tag)) Write(tag, buffer);
        }
    }

    public static List<TagValue> Read(ReadOnlySpan<byte> packed)
    {
        List<TagValue> tags = new(packed.IsEmpty ? 0 : 12);
        while (!packed.IsEmpty)
        {
            uint tag = BinaryPrimitives.ReadUInt32BigEndian(packed);
            packed = packed[sizeof(uint)..];
            int length = (int)Leb128.Read(ref packed);
            tags.Add(new TagValue(tag, Encoding.UTF8.GetString(packed[..length])));
            packed = packed[length..];
        }

        return tags;
    }

    private static bool IsSorted(IReadOnlyList<TagValue> tags)
    {
        for (int i = 1; i < tags.Count; i++)
        {
            if (tags[i - 1].Tag > tags[i].Tag) return false;
        }

        return true;
    }

    private static void Write(TagValue tag, ArrayBufferWriter<byte> buffer)
    {
        int length = Encoding.UTF8.GetByteCount(tag.Value);
        Span<byte> span = buffer.GetSpan(sizeof(uint) + Leb128.MaximumSize + length);
        BinaryPrimitives.WriteUInt32BigEndian(span, tag.Tag);
        int at = sizeof(uint) + Leb128.Write(span[sizeof(uint)..], (uint)length);
        buffer.Advance(at + Encoding.UTF8.GetBytes(tag.Value, span[at..]));
    }
}

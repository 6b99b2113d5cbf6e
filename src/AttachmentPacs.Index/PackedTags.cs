using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AttachmentPacs.Index;

/// <summary>
/// The column <c>main_tags.tags</c>: all main DICOM tags of a resource, ascending, each as big-endian uint32 tag, LEB128 length, UTF-8 text.
/// </summary>
internal static class PackedTags
{
    public static ReadOnlySpan<byte> Write(IReadOnlyList<TagValue> tags, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        foreach (TagValue tag in Sorted(tags)) Write(tag, buffer);
        return buffer.WrittenSpan;
    }

    public static List<TagValue> Read(ReadOnlySpan<byte> packed)
    {
        List<TagValue> tags = [];
        while (!packed.IsEmpty)
        {
            uint tag = BinaryPrimitives.ReadUInt32BigEndian(packed);
            packed = packed[sizeof(uint)..];
            int length = ReadLength(ref packed);
            tags.Add(new TagValue(tag, Encoding.UTF8.GetString(packed[..length])));
            packed = packed[length..];
        }

        return tags;
    }

    private static IEnumerable<TagValue> Sorted(IReadOnlyList<TagValue> tags)
    {
        for (int i = 1; i < tags.Count; i++)
        {
            if (tags[i - 1].Tag > tags[i].Tag) return tags.OrderBy(tag => tag.Tag);
        }

        return tags;
    }

    private static void Write(TagValue tag, ArrayBufferWriter<byte> buffer)
    {
        int length = Encoding.UTF8.GetByteCount(tag.Value);
        Span<byte> span = buffer.GetSpan(length + 9);
        BinaryPrimitives.WriteUInt32BigEndian(span, tag.Tag);
        int at = sizeof(uint);
        uint rest = (uint)length;
        for (; rest >= 0x80; rest >>= 7) span[at++] = (byte)(rest | 0x80);
        span[at++] = (byte)rest;
        at += Encoding.UTF8.GetBytes(tag.Value, span[at..]);
        buffer.Advance(at);
    }

    private static int ReadLength(ref ReadOnlySpan<byte> packed)
    {
        int length = 0;
        for (int at = 0, shift = 0; ; at++, shift += 7)
        {
            length |= (packed[at] & 0x7F) << shift;
            if (packed[at] >= 0x80) continue;
            packed = packed[(at + 1)..];
            return length;
        }
    }
}

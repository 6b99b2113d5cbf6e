using System.Buffers;
using System.Text;

namespace AttachmentPacs.Index;

/// <summary>
/// The column <c>main_tags.metadata</c>: the metadata a resource was created with, ascending, each as LEB128 type, LEB128 length, UTF-8 text; all of
/// revision 0.
/// </summary>
internal static class PackedMetadata
{
    /// <summary>Appends them to the buffer, but for one type, which may be none of theirs.</summary>
    public static void Write(IReadOnlyList<KeyValuePair<int, string>> metadata, int except, ArrayBufferWriter<byte> buffer)
    {
        // By selection: there are about ten, of types that differ, in nearly ascending order.
        long last = -1;
        for (int left = metadata.Count; left > 0; left--)
        {
            int next = -1;
            for (int i = 0; i < metadata.Count; i++)
            {
                if ((uint)metadata[i].Key > last && (next < 0 || (uint)metadata[i].Key < (uint)metadata[next].Key)) next = i;
            }

            last = (uint)metadata[next].Key;
            if (metadata[next].Key != except) Write(metadata[next].Key, metadata[next].Value, buffer);
        }
    }

    /// <summary>All of them, ascending by type.</summary>
    public static List<MetadataRow> Read(ReadOnlySpan<byte> packed)
    {
        List<MetadataRow> metadata = new(packed.IsEmpty ? 4 : 12);
        while (TryRead(ref packed, out int type, out ReadOnlySpan<byte> value)) metadata.Add(new MetadataRow(type, Encoding.UTF8.GetString(value), 0));
        return metadata;
    }

    /// <summary>The value of one type; null if it is not among them.</summary>
    public static string? Find(ReadOnlySpan<byte> packed, int wanted)
    {
        while (TryRead(ref packed, out int type, out ReadOnlySpan<byte> value))
        {
            if (type == wanted) return Encoding.UTF8.GetString(value);
        }

        return null;
    }

    private static bool TryRead(ref ReadOnlySpan<byte> packed, out int type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (packed.IsEmpty) return false;
        type = (int)Leb128.Read(ref packed);
        int length = (int)Leb128.Read(ref packed);
        value = packed[..length];
        packed = packed[length..];
        return true;
    }

    private static void Write(int type, string value, ArrayBufferWriter<byte> buffer)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Span<byte> span = buffer.GetSpan((2 * Leb128.MaximumSize) + length);
        int at = Leb128.Write(span, (uint)type);
        at += Leb128.Write(span[at..], (uint)length);
        buffer.Advance(at + Encoding.UTF8.GetBytes(value, span[at..]));
    }
}

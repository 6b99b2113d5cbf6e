using System.Text;

namespace AttachmentPacs.DictionaryGen;

/// <summary>The texts of a table: one line each, joined by LF, every different line once. Offsets count bytes of UTF-8.</summary>
internal sealed class TextPool
{
    private readonly Dictionary<string, uint> _offsets = new(StringComparer.Ordinal);
    private readonly List<string> _lines = [];
    private uint _length;

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Offset of the line.</summary>
    public uint Add(string line)
    {
        if (_offsets.TryGetValue(line, out uint offset)) return offset;
        offset = _length;
        _offsets.Add(line, offset);
        _lines.Add(line);
        _length += (uint)Encoding.UTF8.GetByteCount(line) + 1;
        if (_length > 0xFFFFF) throw new InvalidDataException("The texts exceed the 20 bits of an offset: widen the record.");
        return offset;
    }

    /// <summary>Length of a text in bytes, which must fit the 8 bits that a record has for it.</summary>
    public static ulong Length(TableRow row, string column)
    {
        int length = Encoding.UTF8.GetByteCount(row[column]);
        return length <= 0xFF ? (ulong)length : throw row.Error($"column '{column}' has {length} bytes, 255 is the most");
    }
}

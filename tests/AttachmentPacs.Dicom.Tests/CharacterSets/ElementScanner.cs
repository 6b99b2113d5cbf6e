using System.Buffers.Binary;
using System.Text;

namespace AttachmentPacs.Dicom.Tests.CharacterSets;

/// <summary>One element of a file: nesting depth, tag and raw value.</summary>
internal sealed record ScannedElement(int Depth, uint Tag, byte[] Value);

/// <summary>Walks a little-endian Part 10 file that is known to be well-formed, sequences included.</summary>
internal sealed class ElementScanner
{
    private const uint Undefined = 0xFFFFFFFF;
    private const uint Item = 0xFFFEE000;
    private const int HeaderEnd = 132;
    private static readonly HashSet<string> LongVrs = ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"];

    private readonly byte[] _file;
    private readonly List<ScannedElement> _elements = [];
    private bool _isExplicit = true;
    private int _position = HeaderEnd;

    private ElementScanner(byte[] file) => _file = file;

    public static IReadOnlyList<ScannedElement> Scan(string path)
    {
        var scanner = new ElementScanner(File.ReadAllBytes(path));
        scanner.Walk(0, scanner._file.Length);
        return scanner._elements;
    }

    private void Walk(int depth, int end)
    {
        while (_position + 8 <= end)
        {
            uint tag = ((uint)UInt16(_position) << 16) | UInt16(_position + 2);
            if (tag >> 16 == 0xFFFE && tag != Item)
            {
                _position += 8;
                return;
            }

            bool isExplicit = tag >> 16 == 2 || (_isExplicit && tag != Item);
            string vr = isExplicit ? Encoding.ASCII.GetString(_file, _position + 4, 2) : "";
            uint length = isExplicit && !LongVrs.Contains(vr) ? UInt16(_position + 6) : UInt32(_position + (isExplicit ? 8 : 4));
            _position += isExplicit && LongVrs.Contains(vr) ? 12 : 8;
            int valueEnd = length == Undefined ? end : _position + (int)length;
            if (length == Undefined || tag == Item || vr == "SQ" || StartsWithItem(length))
            {
                Walk(depth + 1, valueEnd);
                continue;
            }

            byte[] value = _file[_position..valueEnd];
            if (tag == 0x00020010) _isExplicit = Encoding.ASCII.GetString(value).TrimEnd('\0') != "1.2.840.10008.1.2";
            _elements.Add(new ScannedElement(depth, tag, value));
            _position = valueEnd;
        }
    }

    private bool StartsWithItem(uint length) => !_isExplicit && length >= 8 && UInt32(_position) == 0xE000FFFE;

    private ushort UInt16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(offset));

    private uint UInt32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(offset));
}

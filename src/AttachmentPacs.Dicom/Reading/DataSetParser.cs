using System.Buffers.Binary;
using System.Diagnostics;

namespace AttachmentPacs.Dicom.Reading;

/// <summary>
/// Turns bytes into the flat index, element by element, as far as they have come: iterative, with a stack of frames in place of recursion,
/// and never ahead of what was really read.
/// </summary>
internal sealed class DataSetParser(KeptBytes bytes, ElementList elements, DicomLimits limits)
{
    /// <summary>A value that is passed over is cut out of the kept bytes only if it is longer than this.</summary>
    private const int WorthRemoving = 1024;

    private const uint MetaValue = 1 << 20;

    // PS3.5 6.2: LO has 64 characters at most. A longer one reserves nothing: it would be looked up and written out for each of its elements.
    private const uint LongestCreator = 64;

    private readonly Frame[] _frames = new Frame[(2 * limits.Depth) + 2];
    private readonly PrivateBlocks _blocks = new(limits.Depth + 1);
    private int _top;
    private int _position;
    private long _removed;
    private long _skip;
    private uint _skippedTag;
    private bool _trailing;
    private int _strays;

    /// <summary>Bytes of the value at hand still to be passed over.</summary>
    public long Skip => _skip;

    /// <summary>More kept bytes without which no step can be made.</summary>
    public int Missing { get; private set; }

    /// <summary>Offset of the next element.</summary>
    public long Offset => _position + _removed;

    /// <summary>Where the next element starts among the kept bytes.</summary>
    public int Position => _position;

    /// <summary>Top-level Pixel Data have been seen: what follows may be padding.</summary>
    public bool HasPixelData { get; private set; }

    /// <summary>Bytes after the object that are no elements.</summary>
    public bool HasTrailingBytes => _trailing;

    /// <summary>The top level carries VRs.</summary>
    public bool IsExplicit => _frames[0].IsExplicit;

    /// <summary>Numbers of the top level are big-endian.</summary>
    public bool IsBigEndian => _frames[0].IsBigEndian;

    /// <summary>Elements of the top level are not in ascending order.</summary>
    public bool IsUnordered { get; private set; }

    /// <summary>Starts over, at a position among the kept bytes.</summary>
    public void Begin(int position, bool isExplicit, bool isBigEndian)
    {
        _position = position;
        _top = 0;
        _skip = 0;
        _removed = 0;
        _trailing = false;
        HasPixelData = false;
        IsUnordered = false;
        _blocks.Reset(0);
        _strays = 0;
        _frames[0] = new Frame
        {
            Kind = FrameKind.DataSet, IsExplicit = isExplicit, IsBigEndian = isBigEndian, Entry = -1, End = -1, Bound = long.MaxValue,
        };
    }

    /// <summary>Parses one element of the meta header; false when the group has ended or bytes are missing (see <see cref="Missing"/>).</summary>
    public bool StepMeta()
    {
        if (!Has(8)) return false;
        uint tag = EncodingSniffer.ReadTag(bytes.Span[_position..], false);
        return tag >> 16 == 0x0002 && StepElement(ref _frames[0], tag);
    }

    /// <summary>Parses as far as the bytes go.</summary>
    public void Run()
    {
        while (_skip == 0 && !_trailing && Step())
        {
        }

        if (_trailing) _skip = long.MaxValue;
        if (_skip > 0) RemoveSkipped();
    }

    /// <summary>Notes that <paramref name="count"/> bytes were passed over without having been kept.</summary>
    public void Skipped(long count)
    {
        if (_trailing) return;
        _skip -= count;
        _removed += count;
    }

    /// <summary>Says that no more bytes come.</summary>
    /// <exception cref="DicomFormatException">Something is open still.</exception>
    public void End()
    {
        if (_trailing) return;
        if (_skip > 0) throw Fault(DicomFault.Truncated, $"The file ends {_skip} bytes before the value does", _skippedTag, Offset);
        int left = bytes.Length - _position;
        if (left > 0 && !(MayBeTrailing() && !IsCutElement()) && !(_top == 0 && elements.Count > 0 && !bytes.Span[_position..].ContainsAnyExcept((byte)0)))
        {
            uint tag = left >= 4 ? EncodingSniffer.ReadTag(bytes.Span[_position..], _frames[_top].IsBigEndian) : 0;
            throw Fault(DicomFault.Truncated, $"The file ends inside an element, of which there are {left} bytes", tag, Offset);
        }

        if (_top == 0) return;
        ref Frame frame = ref _frames[_top];
        string what = frame.Kind == FrameKind.DataSet ? "an item" : frame.Kind == FrameKind.Sequence ? "a sequence" : "pixel data";
        throw Fault(DicomFault.Truncated, $"The file ends inside {what}", elements[frame.Entry].Tag, Offset);
    }

    private bool Step()
    {
        ref Frame frame = ref _frames[_top];
        if (frame.End >= 0 && Offset >= frame.End)
        {
            Close();
            return true;
        }

        if (!Has(8)) return false;
        uint tag = EncodingSniffer.ReadTag(bytes.Span[_position..], frame.IsBigEndian);
        if (Offset >= frame.Bound) throw Fault(DicomFault.Malformed, "A container of undefined length runs past its parent", tag, Offset);
        return frame.Kind switch
        {
            FrameKind.Sequence => StepItem(ref frame, tag),
            FrameKind.Fragments => StepFragment(ref frame, tag),
            _ => tag >> 16 == 0xFFFE ? StepDelimiter(ref frame, tag) : StepElement(ref frame, tag),
        };
    }

    // PS3.5 7.5: inside a data set only the item's own delimiter may stand.
    private bool StepDelimiter(ref Frame frame, uint tag)
    {
        if (MayBeTrailing()) return StopAtTrailing();

        // Stray delimiters at the top level are seen in real files and mean nothing; their length is not trusted.
        if (_top == 0 && elements.Count > 0 && tag is (Tags.ItemDelimitation or Tags.SequenceDelimitation))
        {
            CountAgainst(limits.Elements, ++_strays, tag);
            _position += 8;
            return true;
        }

        if (_top > 0 && tag == Tags.ItemDelimitation && frame.End < 0)
        {
            _position += 8;
            Close(8);
            return true;
        }

        throw Fault(DicomFault.Malformed, "An item or delimiter stands where an element is expected", tag, Offset);
    }

    // PS3.5 7.5.1: a sequence consists of items.
    private bool StepItem(ref Frame frame, uint tag)
    {
        uint length = ReadLength(frame.IsBigEndian, 4);
        if (tag == Tags.SequenceDelimitation && frame.End < 0)
        {
            _position += 8;
            Close(8);
            return true;
        }

        if (tag != Tags.Item)
        {
            throw Fault(DicomFault.Malformed, $"A sequence holds {TagText.Describe(tag)} in place of an item", elements[frame.Entry].Tag, Offset);
        }

        _position += 8;

        // Directories of media are seen whose last item claims more than its sequence: what it holds must then fill the sequence exactly.
        bool isDirectory = elements[frame.Entry].Tag == Tags.DirectoryRecordSequence;
        if (isDirectory && length != uint.MaxValue && frame.End >= Offset && Offset + length > frame.End) length = (uint)(frame.End - Offset);
        CheckInside(frame, length, tag);
        int entry = AddEntry(tag, Vr.None, ElementKind.Item, frame, length);
        _blocks.Reset(frame.Depth + 1);
        Push(new Frame
        {
            Kind = FrameKind.DataSet, IsExplicit = frame.IsExplicit, IsBigEndian = frame.IsBigEndian, IsSigned = frame.IsSigned,
            Entry = entry, End = length == uint.MaxValue ? -1 : Offset + length, Bound = BoundOf(frame, length), Depth = frame.Depth + 1,
        });
        return true;
    }

    // PS3.5 A.4: fragments are items of defined length.
    private bool StepFragment(ref Frame frame, uint tag)
    {
        uint length = ReadLength(frame.IsBigEndian, 4);
        if (tag == Tags.SequenceDelimitation)
        {
            _position += 8;
            Close(8);
            return true;
        }

        if (tag != Tags.Item || length == uint.MaxValue)
        {
            throw Fault(DicomFault.Malformed, "Encapsulated pixel data hold something else than fragments of defined length", tag, Offset);
        }

        if (limits.IndexFragments) elements[AddEntry(tag, Vr.None, ElementKind.Item, frame, length)].Offset += 8;

        // Header and all: a file of many small fragments must not fill the kept bytes.
        _skip = length + 8L;
        _skippedTag = elements[frame.Entry].Tag;
        return true;
    }

    private bool StepElement(ref Frame frame, uint tag)
    {
        if (!ElementHeader.TryRead(bytes.Span[_position..], tag, frame, out ElementHeader header))
        {
            return header.Missing > 0 ? Has(header.Missing) : ThrowOrStop(header.Vr, tag);
        }

        if (MayBeTrailing() && tag <= Tags.PixelData) return StopAtTrailing();
        if (bytes.Length > limits.KeptHead)
        {
            throw Fault(DicomFault.LimitExceeded, $"The values before Pixel Data take more than {limits.KeptHead} bytes", tag, Offset);
        }

        if (frame.IsExplicit ? header.Vr == Vr.UN : header.Vr == Vr.None)
        {
            // The look at a sequence's first item needs its header and the start of its first element.
            int look = header.IsUndefined ? 0 : header.Size + (int)Math.Min(header.Length, 16);
            if (!Has(look)) return false;
            header = VrResolver.Resolve(header, tag, frame, bytes.Span[_position..], CreatorOf(frame.Depth, tag));
        }

        if (tag >> 16 == 0x0002 && header.Kind != ElementKind.Leaf)
        {
            throw Fault(DicomFault.Malformed, "The meta header holds no sequences", tag, Offset);
        }

        if (header.Kind == ElementKind.Leaf && header.IsUndefined)
        {
            throw Fault(DicomFault.Malformed, $"Undefined length is not possible for {VrFacts.Letters(header.Vr)}", tag, Offset);
        }

        bool kept = IsKept(header, tag);
        if (kept && !Has(header.Size + (int)header.Length)) return false;
        NoteOrder(ref frame, tag);
        _position += header.Size;
        CheckInside(frame, header.Length, tag);
        int entry = AddEntry(tag, header.Vr, header.Kind, frame, header.Length);
        ref Element element = ref elements[entry];
        element.IsBigEndian = header.IsBigEndian;
        element.Creator = CreatorEntry(frame.Depth, tag);
        if (frame.Depth == 0 && tag is (Tags.PixelData or Tags.FloatPixelData or Tags.DoubleFloatPixelData)) HasPixelData = true;
        if (header.Kind is ElementKind.Leaf)
        {
            TakeValue(ref frame, ref element, kept, header.Length);
            return true;
        }

        Push(new Frame
        {
            Kind = header.Kind == ElementKind.Fragments ? FrameKind.Fragments : FrameKind.Sequence,
            IsExplicit = header.ContentIsExplicit, IsBigEndian = header.IsBigEndian, IsSigned = frame.IsSigned,
            Entry = entry, End = header.IsUndefined ? -1 : Offset + header.Length, Bound = BoundOf(frame, header.Length), Depth = frame.Depth,
        });
        return true;
    }

    private void TakeValue(ref Frame frame, ref Element element, bool kept, uint length)
    {
        if (!kept)
        {
            _skip = length;
            _skippedTag = element.Tag;
            return;
        }

        element.Kept = _position;
        if (element.Tag == Tags.PixelRepresentation && length >= 2)
        {
            ReadOnlySpan<byte> value = bytes.Span[_position..];
            frame.IsSigned = (element.IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(value) : BinaryPrimitives.ReadUInt16LittleEndian(value)) == 1;
        }

        if (Tags.IsPrivateCreator(element.Tag) && length <= LongestCreator) _blocks.Note(frame.Depth, element.Tag, elements.Count - 1);
        _position += (int)length;
    }

    private bool IsKept(in ElementHeader header, uint tag)
    {
        if (header.Kind != ElementKind.Leaf) return false;
        if (tag >> 16 == 0x0002) return IsMetaKept(header, tag);
        if (header.Length > limits.KeptValue) return false;
        return limits.KeepBinary || header.Length <= 256 || !VrFacts.IsBinary(header.Vr);
    }

    // The meta header is small by nature; all of it is kept.
    private bool IsMetaKept(in ElementHeader header, uint tag) => header.Length <= MetaValue
        ? true
        : throw Fault(DicomFault.LimitExceeded, $"A meta header value of {header.Length} bytes is above the limit of {MetaValue}", tag, Offset);

    private ReadOnlySpan<byte> CreatorOf(int depth, uint tag)
    {
        int entry = CreatorEntry(depth, tag);
        if (entry < 0) return default;
        ref Element creator = ref elements[entry];
        return bytes.Span.Slice(creator.Kept, (int)creator.Length).Trim(Padding);
    }

    private int CreatorEntry(int depth, uint tag) =>
        Tags.IsPrivate(tag) && !Tags.IsPrivateCreator(tag) ? _blocks.Find(depth, tag) : -1;

    private static ReadOnlySpan<byte> Padding => " \0"u8;

    private void NoteOrder(ref Frame frame, uint tag)
    {
        if (tag <= frame.LastTag)
        {
            if (frame.Entry >= 0) elements[frame.Entry].IsUnordered = true;
            else if (tag >> 16 != 2) IsUnordered = true;
        }

        frame.LastTag = tag;
    }

    private int AddEntry(uint tag, Vr vr, ElementKind kind, in Frame frame, uint length)
    {
        CountAgainst(limits.Elements, elements.Count + 1, tag);
        ref Element element = ref elements.Add();
        element.Tag = tag;
        element.Vr = vr;
        element.Kind = kind;
        element.Depth = (byte)frame.Depth;
        element.IsBigEndian = frame.IsBigEndian;
        element.Kept = -1;
        element.Creator = -1;
        element.End = elements.Count;
        element.Length = length;
        element.Offset = Offset;
        return elements.Count - 1;
    }

    private void Push(in Frame frame)
    {
        int depth = frame.Kind == FrameKind.Sequence ? frame.Depth + 1 : frame.Depth;
        if (depth > limits.Depth)
        {
            throw Fault(DicomFault.LimitExceeded, $"Sequences are nested more than {limits.Depth} deep", elements[frame.Entry].Tag, Offset);
        }

        _frames[++_top] = frame;
    }

    private void Close(int delimiter = 0)
    {
        ref Element container = ref elements[_frames[_top].Entry];
        container.End = elements.Count;
        container.Length = Offset - delimiter - container.Offset;
        _top--;
    }

    private void CheckInside(in Frame frame, uint length, uint tag)
    {
        if (Offset + (length == uint.MaxValue ? 0 : length) <= frame.Bound) return;
        long room = Math.Max(0, frame.Bound - Offset);
        throw Fault(DicomFault.Malformed, $"A length of {length} bytes does not fit into the {room} that are left of the parent", tag, Offset);
    }

    private long BoundOf(in Frame parent, uint length) => length == uint.MaxValue ? parent.Bound : Offset + length;

    private void CountAgainst(int limit, int count, uint tag)
    {
        if (count > limit) throw Fault(DicomFault.LimitExceeded, $"There are more than {limit} elements and items", tag, Offset);
    }

    /// <summary>After the last element that an image needs, bytes that are no element are padding.</summary>
    private bool MayBeTrailing() => _top == 0 && HasPixelData;

    /// <summary>What is left looks like the beginning of an element that may follow Pixel Data, as trailing padding does.</summary>
    private bool IsCutElement()
    {
        ReadOnlySpan<byte> left = bytes.Span[_position..];
        return left.Length >= 4 && EncodingSniffer.ReadTag(left, _frames[0].IsBigEndian) > Tags.PixelData
            && (left.Length < 6 || !_frames[0].IsExplicit || VrFacts.IsKnown(VrFacts.Read(left[4..])));
    }

    private bool StopAtTrailing()
    {
        _trailing = true;
        return false;
    }

    private bool ThrowOrStop(Vr vr, uint tag) => MayBeTrailing()
        ? StopAtTrailing()
        : throw Fault(DicomFault.Malformed, $"Bytes {(ushort)vr:x4} are no Value Representation", tag, Offset);

    private uint ReadLength(bool isBigEndian, int at) => isBigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes.Span[(_position + at)..])
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[(_position + at)..]);

    private bool Has(int count)
    {
        Missing = count - (bytes.Length - _position);
        return Missing <= 0;
    }

    private void RemoveSkipped()
    {
        int here = (int)Math.Min(_skip, bytes.Length - _position);
        if (here == _skip && here <= WorthRemoving && _frames[_top].Kind != FrameKind.Fragments)
        {
            _position += here;
            _skip = 0;
            Run();
            return;
        }

        bytes.Remove(_position, here);
        Skipped(here);
        if (_skip == 0) Run();
    }

    private static DicomFormatException Fault(DicomFault fault, string problem, uint tag, long offset)
    {
        Debug.Assert(offset >= 0, "An offset lies within the file.");
        return new DicomFormatException(fault, problem, tag, offset);
    }
}

using System.Buffers;
using System.Buffers.Binary;
using AttachmentPacs.Dicom.Dictionary;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Dicom.Writing;

/// <summary>
/// Turns a native little endian data set from explicit to implicit VR or back (PS3.5 A.1, A.2) while its bytes pass, in memory that does not grow
/// with it. Values stay as they are, byte for byte. Sequences and items get delimiters in place of lengths, as their lengths change; group lengths
/// and Length to End (retired, PS3.5 7.2), which would be wrong, are left out. What could only be guessed is refused.
/// </summary>
/// <remarks>
/// Where the dictionaries do not know an element, or its value is too long for its VR's 16-bit length, it becomes UN (PS3.5 6.2.2). For one thread
/// at a time.
/// </remarks>
/// <param name="isExplicit">The data set has VRs.</param>
/// <param name="becomesExplicit">What is written has.</param>
public sealed class DataSetReencoder(bool isExplicit, bool becomesExplicit)
{
    private const uint LengthToEnd = 0x0008_0001;
    private const uint LongestCreator = 64;
    private const int MaxDepth = 64;

    private readonly EncodingStack _stack = new(isExplicit, MaxDepth);
    private byte[] _pending = [];
    private long _offset;
    private long _copy;
    private long _drop;
    private bool _hasPixelData;

    /// <summary>Takes the next bytes of the data set and writes what they become, as far as that is known.</summary>
    /// <exception cref="DicomFormatException">It is no such data set, or could only be guessed at.</exception>
    public void Feed(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ReadOnlySpan<byte> at = _pending.Length == 0 ? bytes : [.. _pending, .. bytes];
        while (Step(ref at, output))
        {
        }

        _pending = at.ToArray();
    }

    /// <summary>Says that the data set has ended, and writes what is left.</summary>
    /// <exception cref="DicomFormatException">Something is open still.</exception>
    public void Complete(IBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> rest = _pending;
        while (Step(ref rest, output))
        {
        }

        if (_copy > 0 || _drop > 0 || rest.Length > 0 || !_stack.IsAtTop) throw Fault(DicomFault.Truncated, "The data set ends inside an element", 0);
    }

    private bool Step(ref ReadOnlySpan<byte> at, IBufferWriter<byte> output)
    {
        if (_copy > 0 || _drop > 0) return Pass(ref at, output);
        ref Frame frame = ref _stack.Top;
        if (frame.End >= 0 && _offset >= frame.End)
        {
            Close(output);
            return true;
        }

        if (at.Length < 8) return false;
        uint tag = EncodingSniffer.ReadTag(at, isBigEndian: false);
        if (frame.Kind == FrameKind.Sequence) return StepItem(ref at, ref frame, tag, output);
        if (tag >> 16 != 0xFFFE) return StepElement(ref at, ref frame, tag, output);

        // PS3.5 7.5: inside a data set only the delimiter of an item of undefined length may stand.
        if (tag != Tags.ItemDelimitation || frame.End >= 0 || _stack.IsAtTop) throw Fault(DicomFault.Malformed, "A delimiter stands where an element is expected", tag);
        Consume(ref at, 8);
        Close(output);
        return true;
    }

    private bool Pass(ref ReadOnlySpan<byte> at, IBufferWriter<byte> output)
    {
        if (at.IsEmpty) return false;
        int count = (int)Math.Min(at.Length, _copy + _drop);
        if (_copy > 0) output.Write(at[..count]);
        if (_copy > 0) _copy -= count;
        else _drop -= count;
        Consume(ref at, count);
        return true;
    }

    private bool StepItem(ref ReadOnlySpan<byte> at, ref Frame frame, uint tag, IBufferWriter<byte> output)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(at[4..]);
        Consume(ref at, 8);
        if (tag == Tags.SequenceDelimitation && frame.End < 0)
        {
            Close(output);
            return true;
        }

        if (tag != Tags.Item) throw Fault(DicomFault.Malformed, "A sequence holds something else than items", tag);
        CheckInside(frame, length, tag);
        WriteItem(output, Tags.Item, length == 0 ? 0 : uint.MaxValue);
        if (length > 0) Push(FrameKind.DataSet, frame.IsExplicit, length, tag);
        return true;
    }

    private bool StepElement(ref ReadOnlySpan<byte> at, ref Frame frame, uint tag, IBufferWriter<byte> output)
    {
        CheckPlace(tag);
        if (!ElementHeader.TryRead(at, tag, frame, out ElementHeader header))
        {
            return header.Missing > 0 ? false : throw Fault(DicomFault.Malformed, "An element has no Value Representation", tag);
        }

        if (frame.IsExplicit && !VrFacts.IsKnown(VrFacts.Read(at[4..]))) throw Fault(DicomFault.Doubtful, "An element has an unknown Value Representation", tag);

        // A look at a sequence's first element, and small values that decide what others are.
        bool decides = tag == Tags.PixelRepresentation || (Tags.IsPrivateCreator(tag) && header.Length <= LongestCreator);
        uint look = header.IsUndefined ? 0 : decides && header.Length <= LongestCreator ? header.Length : frame.IsExplicit ? 0 : Math.Min(header.Length, 16);
        if (at.Length < header.Size + look) return false;
        header = Resolve(header, tag, frame, at);
        if (decides) _stack.Note(tag, at.Slice(header.Size, (int)look));
        Consume(ref at, header.Size);
        CheckInside(frame, header.Length, tag);
        if (Tags.IsGroupLength(tag) || tag == LengthToEnd)
        {
            _drop = header.Length;
            return true;
        }

        bool isSequence = header.Kind == ElementKind.Sequence;
        WriteHeader(output, tag, header.Vr, isSequence && header.Length > 0 ? uint.MaxValue : header.Length);
        if (isSequence && header.Length > 0) Push(FrameKind.Sequence, header.ContentIsExplicit, header.Length, tag);
        else _copy = header.Length;
        _hasPixelData |= _stack.IsAtTop && tag == Tags.PixelData;
        return true;
    }

    private void CheckPlace(uint tag)
    {
        // Groups below 0008 belong to commands, files and directories (PS3.7 E.1, PS3.10 7.1, PS3.3 F.3): a directory's offsets would be wrong.
        if (tag >> 16 < 0x0008) throw Fault(DicomFault.Doubtful, "An element of this group has no place in an instance that is sent", tag);
        if (_stack.IsAtTop && _hasPixelData && tag <= Tags.PixelData) throw Fault(DicomFault.Doubtful, "Bytes that are no elements follow the pixel data", tag);
    }

    private ElementHeader Resolve(in ElementHeader header, uint tag, in Frame frame, ReadOnlySpan<byte> at)
    {
        if (header.Kind == ElementKind.Fragments || (header.IsUndefined && tag == Tags.PixelData))
        {
            throw Fault(DicomFault.Doubtful, "Pixel data are encapsulated in a transfer syntax that is not", tag);
        }

        if (frame.IsExplicit)
        {
            // PS3.5 6.2.2: UN of undefined length is a sequence in implicit VR; of defined length it may be anything, and stays what it is.
            if (!header.IsUndefined || header.Vr == Vr.SQ) return header;
            return header.Vr == Vr.UN
                ? header with { Vr = Vr.SQ, Kind = ElementKind.Sequence, ContentIsExplicit = false }
                : throw Fault(DicomFault.Malformed, $"Undefined length is not possible for {VrFacts.Letters(header.Vr)}", tag);
        }

        ElementHeader resolved = VrResolver.Resolve(header, tag, frame, at, _stack.CreatorOf(tag));
        if (resolved.Kind == ElementKind.Sequence && resolved.ContentIsExplicit)
        {
            throw Fault(DicomFault.Doubtful, "A sequence of explicit VR stands in a data set of implicit VR", tag);
        }

        // Without Pixel Representation before it, US and SS are told apart by nothing.
        bool isOpen = resolved.Vr is Vr.US or Vr.SS && !Tags.IsPrivate(tag) && DicomDictionary.TryFind(tag, out DictionaryEntry entry)
            && entry.Choice is VrChoice.UsOrSs or VrChoice.UsOrSsOrOw;
        return isOpen && header.Length > 0 && !_stack.KnowsSign
            ? throw Fault(DicomFault.Doubtful, "Whether its numbers have signs is not known before Pixel Representation (0028,0103)", tag)
            : resolved;
    }

    private void Push(FrameKind kind, bool contentIsExplicit, uint length, uint tag)
    {
        long end = length == uint.MaxValue ? -1 : _offset + length;
        if (!_stack.TryPush(kind, contentIsExplicit, end)) throw Fault(DicomFault.LimitExceeded, $"Sequences are nested more than {MaxDepth} deep", tag);
    }

    private void Close(IBufferWriter<byte> output) =>
        WriteItem(output, _stack.Pop() == FrameKind.Sequence ? Tags.SequenceDelimitation : Tags.ItemDelimitation, 0);

    private void CheckInside(in Frame frame, uint length, uint tag)
    {
        if (_offset + (length == uint.MaxValue ? 0 : length) > frame.Bound) throw Fault(DicomFault.Malformed, $"A length of {length} bytes does not fit into the parent", tag);
    }

    private void WriteHeader(IBufferWriter<byte> output, uint tag, Vr vr, uint length)
    {
        if (!becomesExplicit)
        {
            WriteItem(output, tag, length);
            return;
        }

        bool isLong = VrFacts.HasLongLength(vr);
        if (!isLong && length > ushort.MaxValue) (vr, isLong) = (Vr.UN, true);
        Span<byte> header = output.GetSpan(12);
        WriteTag(header, tag);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)vr);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], isLong ? (ushort)0 : (ushort)length);
        if (isLong) BinaryPrimitives.WriteUInt32LittleEndian(header[8..], length);
        output.Advance(isLong ? 12 : 8);
    }

    // Items, delimiters, and elements in implicit VR: tag and length.
    private static void WriteItem(IBufferWriter<byte> output, uint tag, uint length)
    {
        Span<byte> header = output.GetSpan(8);
        WriteTag(header, tag);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], length);
        output.Advance(8);
    }

    private static void WriteTag(Span<byte> header, uint tag)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)(tag >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], (ushort)tag);
    }

    private void Consume(ref ReadOnlySpan<byte> at, int count)
    {
        at = at[count..];
        _offset += count;
    }

    private DicomFormatException Fault(DicomFault fault, string problem, uint tag) => new(fault, problem, tag, _offset);
}

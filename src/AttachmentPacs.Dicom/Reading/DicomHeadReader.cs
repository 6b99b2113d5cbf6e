using System.Buffers;

namespace AttachmentPacs.Dicom.Reading;

/// <summary>
/// Reads a DICOM object while its bytes pass by: a Part 10 file (PS3.10 7.1) with or without preamble, or a bare data set. Keeps the values
/// that a summary needs and passes over the others, so that memory does not grow with the object. Reusable; for one thread at a time.
/// </summary>
/// <remarks>Order of calls: <see cref="Feed"/> any number of times, <see cref="Complete"/>, then <see cref="Reset"/> for the next object.</remarks>
public sealed class DicomHeadReader : IDisposable
{
    private const int PreambleSize = 128;

    /// <summary>Bytes kept at a time: what follows a value that is passed over is copied in vain.</summary>
    private const int Slice = 4096;

    private const int StreamPiece = 64 << 10;

    private readonly KeptBytes _bytes = new();
    private readonly ElementList _elements = new();
    private readonly DicomLimits _limits;
    private readonly DataSetParser _parser;
    private readonly PushInflater.Sink _inflatedSink;
    private PushInflater? _inflater;
    private Phase _phase;
    private int _dataSetStart;
    private int _dataSetOffset;
    private bool _hasPreamble;
    private TransferSyntax? _syntax;

    /// <summary>A reader with limits of its own.</summary>
    public DicomHeadReader(DicomLimits? limits = null)
    {
        _limits = limits ?? DicomLimits.Default;
        _parser = new DataSetParser(_bytes, _elements, _limits);
        _inflatedSink = FeedPlain;
    }

    private enum Phase
    {
        Prologue,
        Meta,
        DataSetStart,
        DataSet,
    }

    /// <summary>The transfer syntax, as soon as the meta header has passed; null before, and for bare data sets until they start.</summary>
    public TransferSyntax? TransferSyntax => _syntax;

    /// <summary>How the data set is encoded, whatever its meta header says, and where; null until it has begun.</summary>
    public DataSetEncoding? Encoding => _phase == Phase.DataSet ? new DataSetEncoding(_dataSetOffset, _parser.IsExplicit, _parser.IsBigEndian) : null;

    /// <summary>Bytes of memory that reading so far has taken, beyond the buffers that every reader has.</summary>
    public long TakenBytes => _bytes.Taken + _elements.Taken;

    /// <summary>Takes the next bytes of the object; the span may be reused afterwards.</summary>
    /// <exception cref="DicomFormatException">They cannot be part of a DICOM object, or a limit is exceeded.</exception>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (_inflater is null) FeedPlain(bytes);
        else _inflater.Push(bytes, _inflatedSink);
    }

    /// <summary>Reads an object from a stream that is at hand, to its end, and completes it.</summary>
    /// <returns>As <see cref="Complete"/>.</returns>
    /// <exception cref="DicomFormatException">As <see cref="Feed"/> and <see cref="Complete"/>.</exception>
    public DicomHead Read(Stream stream)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(StreamPiece);
        try
        {
            for (int count = stream.Read(buffer); count > 0; count = stream.Read(buffer)) Feed(buffer.AsSpan(0, count));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Complete();
    }

    /// <summary>Says that the object has ended.</summary>
    /// <returns>What was read: valid until the next <see cref="Reset"/>, and the same when asked for again.</returns>
    /// <exception cref="DicomFormatException">It is incomplete, or no DICOM object at all.</exception>
    public DicomHead Complete()
    {
        Advance(isLast: true);
        if (_phase == Phase.Prologue) throw NotDicom();
        if (_phase != Phase.DataSet)
        {
            throw new DicomFormatException(DicomFault.Truncated, "The file ends before its data set begins", 0, _parser.Offset);
        }

        if (_inflater is { } inflater && !inflater.IsFinished())
        {
            throw new DicomFormatException(DicomFault.Truncated, "The file ends before its deflated data set does", 0, _parser.Offset);
        }

        _parser.End();
        if (_elements.Count == _dataSetStart)
        {
            throw new DicomFormatException(DicomFault.Truncated, "The file ends before its data set begins", 0, _parser.Offset);
        }

        return new DicomHead(
            _bytes.Memory, _elements.Span, _dataSetStart, _syntax!, _parser.IsExplicit, _parser.IsUnordered, _parser.HasTrailingBytes,
            _hasPreamble);
    }

    /// <summary>Makes ready for the next object.</summary>
    public void Reset()
    {
        _bytes.Clear();
        _elements.Clear();
        _inflater?.Dispose();
        _inflater = null;
        _phase = Phase.Prologue;
        _dataSetStart = 0;
        _syntax = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inflater?.Dispose();
        _bytes.Dispose();
        _elements.Dispose();
    }

    private void FeedPlain(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_phase == Phase.DataSet && _parser.Skip > 0)
            {
                int passed = (int)Math.Min(_parser.Skip, bytes.Length);
                _parser.Skipped(passed);
                bytes = bytes[passed..];
                if (_parser.Skip == 0) _parser.Run();
                continue;
            }

            int taken = Math.Min(bytes.Length, Math.Max(Slice, _phase == Phase.DataSet ? _parser.Missing : 0));
            _bytes.Append(bytes[..taken]);
            bytes = bytes[taken..];
            if (Advance(isLast: false)) continue;

            // The rest is deflated: what was kept of it goes back to where it came from.
            InflateFrom(_parser.Position, bytes);
            return;
        }
    }

    /// <summary>Goes through the phases as far as the bytes allow; false if the data set turns out to be deflated.</summary>
    private bool Advance(bool isLast)
    {
        if (_phase == Phase.Prologue && !TryPrologue(isLast)) return true;
        if (_phase == Phase.Meta)
        {
            while (_parser.StepMeta())
            {
            }

            int left = _bytes.Length - _parser.Position;
            if (left < sizeof(uint) || (left < 8 && !isLast)) return true;
            if (EncodingSniffer.ReadTag(_bytes.Span[_parser.Position..], false) >> 16 == 0x0002) return true;
            if (!EndMeta()) return false;
        }

        if (_phase == Phase.DataSetStart && !TryStartDataSet()) return true;
        if (_phase == Phase.DataSet) _parser.Run();
        return true;
    }

    /// <summary>Finds where the object begins: after preamble and prefix (PS3.10 7.1), after a lone prefix, or at once.</summary>
    private bool TryPrologue(bool isLast)
    {
        ReadOnlySpan<byte> bytes = _bytes.Span;
        if (bytes.Length < PreambleSize + 4 + EncodingSniffer.Needed && !isLast) return false;
        ReadOnlySpan<byte> prefix = "DICM"u8;
        _hasPreamble = bytes.Length >= PreambleSize + 4 && bytes.Slice(PreambleSize, 4).SequenceEqual(prefix);
        int start = _hasPreamble ? PreambleSize + 4 : bytes.StartsWith(prefix) ? 4 : 0;
        if (!_hasPreamble && bytes.Length < start + EncodingSniffer.Needed) throw NotDicom();
        bool isMeta = bytes.Length >= start + 4 && EncodingSniffer.ReadTag(bytes[start..], false) >> 16 == 0x0002;
        if (isMeta || _hasPreamble)
        {
            _phase = Phase.Meta;
            _parser.Begin(start, isExplicit: MetaIsExplicit(bytes[start..]), isBigEndian: false);
            return true;
        }

        if (!EncodingSniffer.TryBareDataSet(bytes[start..], out bool isExplicit, out bool isBigEndian)) throw NotDicom();
        _syntax = isBigEndian ? TransferSyntax.ExplicitBigEndian : isExplicit ? TransferSyntax.ExplicitLittleEndian : TransferSyntax.ImplicitLittleEndian;
        _parser.Begin(start, isExplicit, isBigEndian);
        _dataSetOffset = start;
        _phase = Phase.DataSet;
        return true;
    }

    // PS3.10 7.1: the meta header is explicit VR little endian; some writers made it implicit.
    private static bool MetaIsExplicit(ReadOnlySpan<byte> start) =>
        start.Length < EncodingSniffer.Needed || VrFacts.IsKnown(VrFacts.Read(start[4..]));

    /// <summary>The group has ended, wherever its length says it should: false if a deflated data set follows.</summary>
    private bool EndMeta()
    {
        _dataSetStart = _elements.Count;
        if (_dataSetStart == 0 && EncodingSniffer.ReadTag(_bytes.Span[_parser.Position..], isBigEndian: true) >> 16 == 0x0002)
        {
            throw new DicomFormatException(
                DicomFault.Malformed, "The meta header is big endian, which PS3.10 7.1 forbids", Tags.FileMetaInformationGroupLength, _parser.Offset);
        }

        ReadOnlySpan<byte> uid = default;
        for (int i = 0; i < _dataSetStart; i++)
        {
            Element element = _elements[i];
            if (element.Tag == Tags.TransferSyntaxUid && element.Kept >= 0) uid = ValueText.FirstUid(_bytes.Span.Slice(element.Kept, (int)element.Length));
        }

        _syntax = uid.IsEmpty ? null : TransferSyntax.Find(uid);
        if (_syntax is { IsDeflated: true })
        {
            _inflater = new PushInflater(_limits, _parser.Position);
            _dataSetOffset = _parser.Position;
            return false;
        }

        _phase = Phase.DataSetStart;
        return true;
    }

    private bool TryStartDataSet()
    {
        int start = _parser.Position;
        if (_bytes.Length - start < EncodingSniffer.Needed) return false;
        TransferSyntax declared = _syntax ?? TransferSyntax.ExplicitLittleEndian;
        (bool isExplicit, bool isBigEndian) = EncodingSniffer.Correct(_bytes.Span[start..], declared.IsExplicit, declared.IsBigEndian);
        _syntax ??= isBigEndian ? TransferSyntax.ExplicitBigEndian : isExplicit ? TransferSyntax.ExplicitLittleEndian : TransferSyntax.ImplicitLittleEndian;
        _parser.Begin(start, isExplicit, isBigEndian);
        if (_inflater is null) _dataSetOffset = start;
        _phase = Phase.DataSet;
        return true;
    }

    private void InflateFrom(int position, ReadOnlySpan<byte> rest)
    {
        byte[] kept = _bytes.Span[position..].ToArray();
        _bytes.Remove(position, _bytes.Length - position);
        _phase = Phase.DataSetStart;
        _inflater!.Push(kept, _inflatedSink);
        _inflater.Push(rest, _inflatedSink);
    }

    private DicomFormatException NotDicom() => new(
        DicomFault.NotDicom,
        _bytes.Length == 0
            ? "This is no DICOM file: it is empty"
            : "This is no DICOM file: it neither has the prefix DICM at offset 128 nor starts like a data set", 0, 0);
}

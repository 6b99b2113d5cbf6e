using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AttachmentPacs.Dicom.CharacterSets;
using AttachmentPacs.Dicom.Dictionary;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Dicom.Json;

/// <summary>
/// Writes the JSON summary of a data set, attachment 2 (contract 1.20): an object keyed <c>gggg,eeee</c> in ascending order, each value
/// <c>{Name, PrivateCreator?, Type, Value}</c>. Iterative. Reusable; for one thread at a time.
/// </summary>
/// <remarks>
/// Left out: group 0002, group lengths, and after Pixel Data everything but with <see cref="SummaryOptions.Whole"/>. Of elements that
/// repeat, the first counts.
/// </remarks>
public sealed class SummaryWriter : IDisposable
{
    private static readonly JsonWriterOptions JsonOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 1000,
    };

    private static readonly JsonEncodedText NameKey = JsonEncodedText.Encode("Name");
    private static readonly JsonEncodedText CreatorKey = JsonEncodedText.Encode("PrivateCreator");
    private static readonly JsonEncodedText TypeKey = JsonEncodedText.Encode("Type");
    private static readonly JsonEncodedText ValueKey = JsonEncodedText.Encode("Value");
    private static readonly JsonEncodedText StringType = JsonEncodedText.Encode("String");
    private static readonly JsonEncodedText NullType = JsonEncodedText.Encode("Null");
    private static readonly JsonEncodedText TooLongType = JsonEncodedText.Encode("TooLong");
    private static readonly JsonEncodedText SequenceType = JsonEncodedText.Encode("Sequence");

    private readonly Utf8JsonWriter _json = new(Stream.Null, JsonOptions);
    private readonly ValueFormatter _formatter = new();
    private readonly Stack<Level> _levels = new();

    /// <summary>Writes the summary of the data set.</summary>
    /// <exception cref="DicomFormatException">It grows beyond <see cref="SummaryOptions.MaxBytes"/>.</exception>
    public void Write(in DicomHead head, SummaryOptions options, IBufferWriter<byte> output) =>
        Write(head, options, head.DataSetStart, head.Elements.Length, head.IsUnordered, output);

    /// <summary>Writes the meta header, group 0002, in the same form.</summary>
    public void WriteMeta(in DicomHead head, SummaryOptions options, IBufferWriter<byte> output) =>
        Write(head, options, 0, head.DataSetStart, isUnordered: true, output);

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void Write(in DicomHead head, SummaryOptions options, int start, int end, bool isUnordered, IBufferWriter<byte> output)
    {
        _json.Reset(output);
        _levels.Clear();
        _json.WriteStartObject();
        _levels.Push(OpenDataSet(head, start, end, isUnordered, SpecificCharacterSet.Default));
        while (_levels.TryPop(out Level level))
        {
            if (level.IsSequence) WriteNextItem(head, level);
            else WriteElements(head, options, level, isMeta: end == head.DataSetStart && start == 0 && end > 0 && _levels.Count == 0);
        }

        _json.Flush();
    }

    /// <summary>Writes elements up to the next sequence, whose level is then on the stack above this one.</summary>
    private void WriteElements(in DicomHead head, SummaryOptions options, Level level, bool isMeta)
    {
        while (level.TryNext(head.Elements, out int index))
        {
            ref readonly Element element = ref head.Elements[index];
            if (!IsShown(element, options, isMeta)) continue;
            if (_json.BytesCommitted + _json.BytesPending > options.MaxBytes)
            {
                throw new DicomFormatException(
                    DicomFault.LimitExceeded, $"The summary takes more than {options.MaxBytes} bytes", element.Tag, element.Offset);
            }

            WriteOpening(head, element);
            if (element.Kind != ElementKind.Sequence)
            {
                WriteLeaf(head, element, options, level.CharacterSet);
                continue;
            }

            _json.WriteString(TypeKey, SequenceType);
            _json.WriteStartArray(ValueKey);
            _levels.Push(level);
            _levels.Push(new Level { IsSequence = true, Next = index + 1, End = element.End, CharacterSet = level.CharacterSet });
            return;
        }

        _json.WriteEndObject();
    }

    private void WriteNextItem(in DicomHead head, Level level)
    {
        if (level.Next >= level.End)
        {
            _json.WriteEndArray();
            _json.WriteEndObject();
            return;
        }

        ref readonly Element item = ref head.Elements[level.Next];
        _levels.Push(level with { Next = item.End });
        _json.WriteStartObject();
        _levels.Push(OpenDataSet(head, level.Next + 1, item.End, item.IsUnordered, level.CharacterSet));
    }

    private static bool IsShown(in Element element, SummaryOptions options, bool isMeta) =>
        isMeta || (!Tags.IsGroupLength(element.Tag) && element.Tag >> 16 != 0x0002
            && (element.Depth > 0 || element.Tag <= Tags.PixelData || options.Whole));

    private static Level OpenDataSet(in DicomHead head, int start, int end, bool isUnordered, SpecificCharacterSet inherited)
    {
        var level = new Level { Next = start, End = end, CharacterSet = inherited };
        if (isUnordered) level.Order = SiblingOrder.Of(head.Elements, start, end);

        // PS3.3 C.12.1: an item may have a character set of its own, else its surroundings' holds.
        for (Level at = level; at.TryNext(head.Elements, out int index) && head.Elements[index].Tag <= Tags.SpecificCharacterSet;)
        {
            if (head.Elements[index].Tag == Tags.SpecificCharacterSet) level.CharacterSet = SpecificCharacterSet.Parse(head.ValueOf(head.Elements[index]));
        }

        return level;
    }

    private void WriteOpening(in DicomHead head, in Element element)
    {
        Span<byte> key = stackalloc byte[TagText.Length];
        Span<byte> scratch = stackalloc byte[TagNames.MaxLength];
        TagText.Write(element.Tag, key);
        _json.WriteStartObject(key);
        ReadOnlySpan<byte> creator = element.Creator < 0 ? default : head.ValueOf(head.Elements[element.Creator]).Trim(" \0"u8);
        _json.WriteString(NameKey, TagNames.Of(element.Tag, creator, scratch));
        if (!creator.IsEmpty && element.Kind == ElementKind.Leaf) _json.WriteString(CreatorKey, _formatter.Text(creator, Vr.LO, SpecificCharacterSet.Default));
    }

    private void WriteLeaf(in DicomHead head, in Element element, SummaryOptions options, SpecificCharacterSet characterSet)
    {
        // An empty text is an empty string, as Orthanc's clients know it; an empty number has no value.
        bool isBinary = element.Kind == ElementKind.Fragments || VrFacts.IsBinary(element.Vr);
        if (isBinary || (element.Length == 0 && VrFacts.NumberSize(element.Vr) > 0))
        {
            _json.WriteString(TypeKey, NullType);
            _json.WriteNull(ValueKey);
        }
        else
        {
            int limit = options.MaxLength > 0 && !options.IgnoreLength.Contains(element.Tag) ? options.MaxLength : int.MaxValue;
            bool fits = _formatter.TryFormat(head, element, characterSet, limit, out ReadOnlySpan<byte> text);
            _json.WriteString(TypeKey, fits ? StringType : TooLongType);
            if (fits) _json.WriteString(ValueKey, text);
            else _json.WriteNull(ValueKey);
        }

        _json.WriteEndObject();
    }

    /// <summary>A data set or a sequence that is being written.</summary>
    private record struct Level
    {
        public bool IsSequence;
        public int Next;
        public int End;
        public int[]? Order;
        public int OrderAt;
        public SpecificCharacterSet CharacterSet;

        /// <summary>The next element of a data set in ascending order, each tag once.</summary>
        public bool TryNext(ReadOnlySpan<Element> elements, out int index)
        {
            if (Order is not null)
            {
                index = OrderAt < Order.Length ? Order[OrderAt++] : -1;
                return index >= 0;
            }

            index = Next;
            if (Next >= End) return false;
            Next = elements[Next].End;
            return true;
        }
    }
}

using System.Text;
using AttachmentPacs.Dicom.CharacterSets;
using AttachmentPacs.Dicom.Json;

namespace AttachmentPacs.Dicom.Reading;

/// <summary>Reads top-level values of a head as text, as the summary shows them. Reusable; for one thread at a time.</summary>
public sealed class TagReader
{
    private readonly ValueFormatter _formatter = new();

    /// <summary>The text of a top-level element; null if absent, empty, binary, a sequence, or longer than what was kept.</summary>
    public string? Find(in DicomHead head, uint tag)
    {
        int index = head.Find(tag);
        if (index < 0) return null;
        ref readonly Element element = ref head.Elements[index];
        if (element.Kind != ElementKind.Leaf || VrFacts.IsBinary(element.Vr)) return null;
        return _formatter.TryFormat(head, element, CharacterSetOf(head), int.MaxValue, out ReadOnlySpan<byte> text) && !text.IsEmpty
            ? Encoding.UTF8.GetString(text)
            : null;
    }

    /// <summary>Specific Character Set of the top level (PS3.3 C.12.1.1.2).</summary>
    public static SpecificCharacterSet CharacterSetOf(in DicomHead head)
    {
        int index = head.Find(Tags.SpecificCharacterSet);
        return index < 0 ? SpecificCharacterSet.Default : SpecificCharacterSet.Parse(head.ValueOf(head.Elements[index]));
    }
}

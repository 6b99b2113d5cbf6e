using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AttachmentPacs.Dicom.CharacterSets;
using AttachmentPacs.Dicom.Json;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Dicom.Tests.Corpus;

/// <summary>A head as path -> canonical value, to be compared with what other readers say: <c>00081140[0].00081150</c>.</summary>
internal sealed class Flattened
{
    private static readonly DicomLimits KeepAll = new() { KeepBinary = true, KeptValue = 64 << 20 };

    private readonly ValueFormatter _formatter = new();
    private readonly SortedDictionary<string, Canonical> _elements = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Canonical> Elements => _elements;

    public static Flattened Read(string file)
    {
        using var reader = new DicomHeadReader(KeepAll);
        byte[] bytes = File.ReadAllBytes(file);

        // In pieces of odd sizes, so that every boundary of the parser is met.
        for (int at = 0, size = 1; at < bytes.Length; at += size, size = (size * 7 % 1021) + 1) reader.Feed(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)));
        DicomHead head = reader.Complete();
        var flat = new Flattened();
        flat.Walk(head, head.DataSetStart, head.Elements.Length, "", SpecificCharacterSet.Default);
        return flat;
    }

    private void Walk(in DicomHead head, int start, int end, string prefix, SpecificCharacterSet inherited)
    {
        SpecificCharacterSet set = inherited;
        for (int i = start; i < end; i = head.Elements[i].End)
        {
            ref readonly Element element = ref head.Elements[i];
            if (element.Tag == Tags.SpecificCharacterSet) set = SpecificCharacterSet.Parse(head.ValueOf(element));
        }

        for (int i = start; i < end; i = head.Elements[i].End)
        {
            ref readonly Element element = ref head.Elements[i];
            string path = $"{prefix}{element.Tag:X8}";
            if (element.Kind != ElementKind.Sequence)
            {
                _elements.TryAdd(path, Leaf(head, element, set));
                continue;
            }

            _elements.TryAdd(path, new Canonical("SQ", ""));
            int item = 0;
            for (int j = i + 1; j < element.End; j = head.Elements[j].End) Walk(head, j + 1, head.Elements[j].End, $"{path}[{item++}].", set);
        }
    }

    private Canonical Leaf(in DicomHead head, in Element element, SpecificCharacterSet set)
    {
        string vr = VrFacts.Letters(element.Vr);
        if (element.Kind == ElementKind.Fragments) return new Canonical(vr, "encapsulated");
        if (VrFacts.IsBinary(element.Vr)) return new Canonical(vr, Canonical.Bytes(LittleEndian(head.ValueOf(element), element)));
        if (!_formatter.TryFormat(head, element, set, int.MaxValue, out ReadOnlySpan<byte> utf8)) return new Canonical(vr, "not kept");
        string text = Encoding.UTF8.GetString(utf8);
        string[] values = VrFacts.IsSingleText(element.Vr) ? [text] : text.Split('\\');
        return new Canonical(vr, Canonical.Join(vr, values));
    }

    private static byte[] LittleEndian(ReadOnlySpan<byte> value, in Element element)
    {
        byte[] bytes = value.ToArray();
        int size = element.Vr switch { Vr.OW => 2, Vr.OF or Vr.OL => 4, Vr.OD or Vr.OV => 8, _ => 1 };
        if (!element.IsBigEndian || size == 1) return bytes;
        for (int i = 0; i + size <= bytes.Length; i += size) Array.Reverse(bytes, i, size);
        return bytes;
    }
}

/// <summary>A value in the form in which readers are compared.</summary>
internal readonly record struct Canonical(string Vr, string Value)
{
    public static string Bytes(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? ""
        : bytes.Length > 1024 ? $"length={bytes.Length};sha256={Convert.ToHexStringLower(SHA256.HashData(bytes))}"
        : Convert.ToBase64String(bytes);

    /// <summary>Values without what different readers may treat differently: padding, empty components, forms of numbers.</summary>
    public static string Join(string vr, IEnumerable<string> values) => string.Join('\\', values.Select(value => One(vr, value))).TrimEnd('\\');

    private static string One(string vr, string value)
    {
        value = value.Trim(' ', '\0');
        switch (vr)
        {
            case "PN":
                return string.Join('=', value.Split('=').Select(group => group.TrimEnd('^', ' '))).TrimEnd('=');
            case "FL" or "FD" or "DS" or "IS":
                value = value switch { "nan" => "NaN", "inf" => "Infinity", "-inf" => "-Infinity", _ => value };
                if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return value;
                number = vr == "FL" ? (float)number : number;
                return (number == 0 ? 0 : number).ToString("R", CultureInfo.InvariantCulture);
            case "AT":
                return value.Replace(",", "", StringComparison.Ordinal).ToUpperInvariant();
            default:
                return value;
        }
    }
}

using System.Globalization;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>What a path into a data set leads to: names of what is below it, or the place of a value.</summary>
/// <param name="Names">Tags, or numbers of items, frames or fragments; null for a value.</param>
/// <param name="Offset">Of the value in the file.</param>
/// <param name="Length">Bytes of the value.</param>
/// <param name="IsInflated">The file's data set is deflated: <paramref name="Offset"/> is of no use.</param>
/// <param name="Value">The value, where it had to be kept.</param>
internal sealed record DicomContent(IReadOnlyList<string>? Names, long Offset, long Length, bool IsInflated, byte[]? Value)
{
    /// <summary>Follows <c>gggg-eeee[/item/gggg-eeee...]</c> (contract 1.7).</summary>
    /// <exception cref="RestException">It leads nowhere: 404.</exception>
    public static DicomContent Find(in DicomHead head, ReadOnlySpan<string> steps)
    {
        int start = head.DataSetStart;
        int end = head.Elements.Length;
        for (int i = 0; i < steps.Length; i += 2)
        {
            int index = FindElement(head, start, end, QueryArguments.Tag(steps[i]), steps[i]);
            ref readonly Element element = ref head.Elements[index];
            bool isLast = i == steps.Length - 1;
            if (element.Kind == ElementKind.Leaf) return Leaf(head, element, steps[(i + 1)..]);
            if (isLast) return List(Enumerable.Range(0, CountItems(head, index)).Select(Number));
            int item = FindItem(head, index, steps[i + 1]);
            if (element.Kind == ElementKind.Fragments) return i + 2 == steps.Length ? Place(head, head.Elements[item]) : throw Nowhere(steps[^1]);
            (start, end) = (item + 1, head.Elements[item].End);
        }

        return List(Children(head, start, end).Select(tag => TagText.Format(tag, '-')));
    }

    private static DicomContent Leaf(in DicomHead head, in Element element, ReadOnlySpan<string> rest)
    {
        // Native pixel data are one frame of raw bytes here.
        if (element.Tag == Tags.PixelData && element.Depth == 0)
        {
            if (rest.IsEmpty) return List(["0"]);
            if (rest.Length == 1 && rest[0] == "0") return Place(head, element);
        }

        return rest.IsEmpty ? Place(head, element) : throw Nowhere(rest[0]);
    }

    private static DicomContent Place(in DicomHead head, in Element element)
    {
        bool isInflated = head.TransferSyntax.IsDeflated;
        byte[]? value = isInflated && DicomHead.IsKept(element) ? head.ValueOf(element).ToArray() : null;
        return new DicomContent(null, element.Offset, element.Length, isInflated, value);
    }

    private static DicomContent List(IEnumerable<string> names) => new([.. names], 0, 0, false, null);

    private static List<uint> Children(in DicomHead head, int start, int end)
    {
        var tags = new List<uint>();
        for (int i = start; i < end; i = head.Elements[i].End) tags.Add(head.Elements[i].Tag);
        return tags;
    }

    private static int FindElement(in DicomHead head, int start, int end, uint tag, string step)
    {
        for (int i = start; i < end; i = head.Elements[i].End)
        {
            if (head.Elements[i].Tag == tag) return i;
        }

        throw Nowhere(step);
    }

    private static int CountItems(in DicomHead head, int sequence)
    {
        int count = 0;
        for (int i = sequence + 1; i < head.Elements[sequence].End; i = head.Elements[i].End) count++;
        return count;
    }

    private static int FindItem(in DicomHead head, int sequence, string step)
    {
        if (!int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int wanted)) throw Nowhere(step);
        for (int i = sequence + 1; i < head.Elements[sequence].End; i = head.Elements[i].End)
        {
            if (wanted-- == 0) return i;
        }

        throw Nowhere(step);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static RestException Nowhere(string step) => new(OrthancError.InexistentTag, $"There is no \"{step}\" at this place of the data set");
}

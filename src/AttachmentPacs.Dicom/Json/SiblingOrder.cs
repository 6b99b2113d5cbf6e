using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Dicom.Json;

/// <summary>The elements of one data set in ascending tag order, for files that have them in another.</summary>
internal static class SiblingOrder
{
    /// <summary>Indices of the elements in [start, end), each tag once: the first in the file counts.</summary>
    public static int[] Of(ReadOnlySpan<Element> elements, int start, int end)
    {
        var order = new List<(uint Tag, int Index)>();
        for (int i = start; i < end; i = elements[i].End) order.Add((elements[i].Tag, i));
        order.Sort();
        int[] distinct = new int[order.Count];
        int count = 0;
        for (int i = 0; i < order.Count; i++)
        {
            if (i == 0 || order[i].Tag != order[i - 1].Tag) distinct[count++] = order[i].Index;
        }

        return distinct.AsSpan(0, count).ToArray();
    }
}

namespace AttachmentPacs.Dicom.Dictionary;

/// <summary>
/// Search in keys that are sorted within segments. All keys of a segment were made with one mask, whose zero bits are the <c>x</c> digits of
/// the table; segments come from the most to the least specific mask.
/// </summary>
internal static class SegmentSearch
{
    /// <summary>Index of the first match, or -1. Segment i spans starts[i] to starts[i + 1], so starts has one entry more than masks.</summary>
    public static int Find(uint tag, ReadOnlySpan<uint> keys, ReadOnlySpan<uint> masks, ReadOnlySpan<ushort> starts)
    {
        for (int i = 0; i < masks.Length; i++)
        {
            uint key = tag & masks[i];
            int low = starts[i], high = starts[i + 1];
            while (low < high)
            {
                int middle = (low + high) >>> 1;
                if (keys[middle] < key) low = middle + 1;
                else high = middle;
            }

            if (low < starts[i + 1] && keys[low] == key) return low;
        }

        return -1;
    }
}

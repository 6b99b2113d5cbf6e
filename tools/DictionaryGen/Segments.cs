namespace AttachmentPacs.DictionaryGen;

/// <summary>Runs of equal masks in sorted rows.</summary>
internal sealed class Segments
{
    public List<uint> Masks { get; } = [];

    /// <summary>First row of each run, and the number of rows at the end.</summary>
    public List<ushort> Starts { get; } = [];

    public static Segments Of<T>(IReadOnlyList<T> rows, Func<T, TagPattern> tag, Func<T, string>? owner = null)
    {
        var segments = new Segments();
        for (int i = 0; i < rows.Count; i++)
        {
            bool continues = i > 0 && tag(rows[i]).Mask == tag(rows[i - 1]).Mask && owner?.Invoke(rows[i]) == owner?.Invoke(rows[i - 1]);
            if (continues) continue;
            segments.Masks.Add(tag(rows[i]).Mask);
            segments.Starts.Add(checked((ushort)i));
        }

        segments.Starts.Add(checked((ushort)rows.Count));
        return segments;
    }
}

using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.DictionaryGen;

/// <summary>Writes <c>DictionaryTable.g.cs</c>: exact tags in segment 0 with a hash over them, ranges in the segments after it.</summary>
internal static class DictionaryTableWriter
{
    public static string Write(string path)
    {
        var rows = TableRow.Read(path).Select(row => (Row: row, Tag: TagPattern.Parse(row, evenGroups: true))).OrderBy(r => r.Tag).ToList();
        var segments = Segments.Of(rows, r => r.Tag);
        var texts = new TextPool();
        var records = rows.Select(r => Record(r.Row, texts)).ToList();
        return new SourceWriter("DictionaryTable", "schema/dicom/dictionary.tsv")
            .Span("uint", "Masks", segments.Masks.Select(SourceWriter.Hex))
            .Span("ushort", "Starts", segments.Starts.Select(SourceWriter.Decimal))
            .Span("uint", "Keys", rows.Select(r => SourceWriter.Hex(r.Tag.Value)))
            .Span("ulong", "Records", records.Select(SourceWriter.Hex))
            .Slots("TagSlots", [.. rows.Select(r => r.Tag.Mask == uint.MaxValue ? r.Tag.Value : (uint?)null)])
            .Slots("KeywordSlots", [.. rows.Select(r => r.Row["keyword"] is { Length: > 0 } k ? OpenHash.Text(k) : (uint?)null)])
            .Texts(texts)
            .Finish();
    }

    private static ulong Record(TableRow row, TextPool texts) =>
        texts.Add($"{row["name"]} {row["keyword"]}".TrimEnd(' '))
        | (TextPool.Length(row, "name") << 20)
        | (TextPool.Length(row, "keyword") << 28)
        | (VrCell.Parse(row) << 36)
        | (row["retired"] == "Y" ? 1UL << 55 : 0);
}

using System.Text;
using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.DictionaryGen;

/// <summary>Writes <c>PrivateTable.g.cs</c>: rows by creator, each creator's rows in segments of its own.</summary>
internal static class PrivateTableWriter
{
    public static string Write(string path)
    {
        // "001910xx" describes the creator element of a block (PS3.5 7.8.1), not an element under the creator: it would shadow block 10.
        var rows = TableRow.Read(path).Where(row => !row["tag"].EndsWith("10xx", StringComparison.Ordinal))
            .Select(row => (Row: row, Creator: row["creator"], Tag: TagPattern.Parse(row, evenGroups: false)))
            .OrderBy(r => r.Creator, StringComparer.Ordinal).ThenBy(r => r.Tag).ToList();
        var segments = Segments.Of(rows, r => r.Tag, r => r.Creator);
        var creators = rows.Select(r => r.Creator).Distinct().ToList();
        var owners = segments.Starts.SkipLast(1).Select(start => rows[start].Creator).ToList();
        var texts = new TextPool();
        var places = creators.Select(creator => Place(creator, texts)).ToList();
        var records = rows.Select(r => Record(r.Row, texts)).ToList();
        return new SourceWriter("PrivateTable", "schema/dicom/private.tsv")
            .Slots("CreatorSlots", [.. creators.Select(c => (uint?)OpenHash.Text(Encoding.UTF8.GetBytes(c)))])
            .Span("uint", "CreatorPlaces", places.Select(SourceWriter.Hex))
            .Span("ushort", "CreatorSegments", creators.Select(c => owners.IndexOf(c)).Append(owners.Count).Select(i => SourceWriter.Decimal((ushort)i)))
            .Span("uint", "Masks", segments.Masks.Select(SourceWriter.Hex))
            .Span("ushort", "Starts", segments.Starts.Select(SourceWriter.Decimal))
            .Span("uint", "Keys", rows.Select(r => SourceWriter.Hex(r.Tag.Value)))
            .Span("ulong", "Records", records.Select(SourceWriter.Hex))
            .Texts(texts)
            .Finish();
    }

    // 24 bits of offset, 8 of length: a creator is LO, at most 64 characters.
    private static uint Place(string creator, TextPool texts) =>
        texts.Add(creator) | ((uint)checked((byte)Encoding.UTF8.GetByteCount(creator)) << 24);

    private static ulong Record(TableRow row, TextPool texts) =>
        texts.Add(row["name"]) | (TextPool.Length(row, "name") << 20) | (VrCell.Parse(row) << 36);
}

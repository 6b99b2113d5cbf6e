using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.DictionaryGen;

/// <summary>Writes <c>UidTable.g.cs</c>.</summary>
internal static class UidTableWriter
{
    public static string Write(string path)
    {
        var rows = TableRow.Read(path).OrderBy(r => r["uid"], StringComparer.Ordinal).ToList();
        var texts = new TextPool();
        var records = rows.Select(row => Record(row, texts)).ToList();
        return new SourceWriter("UidTable", "schema/dicom/uids.tsv")
            .Slots("Slots", [.. rows.Select(r => (uint?)OpenHash.Text(r["uid"]))])
            .Span("byte", "Types", rows.Select(r => $"(byte)UidType.{TypeName(r)}"))
            .Span("ulong", "Records", records.Select(SourceWriter.Hex))
            .Texts(texts)
            .Finish();
    }

    // "Well-known SOP Instance" is WellKnownSopInstance, "LDAP OID" is LdapOid; an unknown type does not compile.
    private static string TypeName(TableRow row) => string.Concat(
        row["type"].Split(' ', '-').Select(word => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));

    private static ulong Record(TableRow row, TextPool texts) =>
        texts.Add($"{row["uid"]} {row["name"]} {row["keyword"]}".TrimEnd(' '))
        | (TextPool.Length(row, "uid") << 20)
        | (TextPool.Length(row, "name") << 28)
        | (TextPool.Length(row, "keyword") << 36)
        | (row["retired"] == "Y" ? 1UL << 44 : 0);
}

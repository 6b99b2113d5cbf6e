namespace AttachmentPacs.DictionaryGen;

/// <summary>Turns the tables of <c>schema/dicom</c> into the static data of <c>AttachmentPacs.Dicom.Dictionary</c>.</summary>
public static class Generator
{
    private const string Folder = "src/AttachmentPacs.Dicom/Dictionary/";

    /// <summary>The text of every generated file by its path below the repository's root; lines end in LF.</summary>
    /// <exception cref="InvalidDataException">A table has a row that cannot be used; the message names file, line and value.</exception>
    public static IReadOnlyDictionary<string, string> Generate(string schemaDirectory) => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        [Folder + "DictionaryTable.g.cs"] = DictionaryTableWriter.Write(Path.Combine(schemaDirectory, "dictionary.tsv")),
        [Folder + "PrivateTable.g.cs"] = PrivateTableWriter.Write(Path.Combine(schemaDirectory, "private.tsv")),
        [Folder + "UidTable.g.cs"] = UidTableWriter.Write(Path.Combine(schemaDirectory, "uids.tsv")),
    };
}

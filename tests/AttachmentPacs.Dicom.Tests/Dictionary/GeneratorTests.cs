using AttachmentPacs.DictionaryGen;

namespace AttachmentPacs.Dicom.Tests.Dictionary;

public sealed class GeneratorTests
{
    [Fact]
    public void Generate_fromCommittedTables_equalsCommittedFiles()
    {
        var files = Generator.Generate(Path.Combine(SchemaTables.Root, "schema", "dicom"));

        Assert.Equal(3, files.Count);
        foreach ((string path, string text) in files)
            Assert.True(text == File.ReadAllText(Path.Combine(SchemaTables.Root, path)), $"{path} is stale: run tools/DictionaryGen and commit it.");
    }

    [Theory]
    [InlineData("tag\tvr\n0010001\tPN\n", "dictionary.tsv, line 2: '0010001' is not a tag")]
    [InlineData("tag\tvr\tname\tkeyword\tretired\n00100010\tpn\t\t\tN\n", "dictionary.tsv, line 2: 'pn' is not a VR")]
    [InlineData("tag\tvr\n00100010\n", "dictionary.tsv, line 2: 1 columns where the header has 2")]
    [InlineData("tag\n00100010\n", "dictionary.tsv, line 2: the table has no column")]
    public void Generate_fromBadTable_namesTheLine(string table, string message)
    {
        string folder = Directory.CreateTempSubdirectory("dictionary").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "dictionary.tsv"), table);
            var error = Assert.Throws<InvalidDataException>(() => Generator.Generate(folder));
            Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

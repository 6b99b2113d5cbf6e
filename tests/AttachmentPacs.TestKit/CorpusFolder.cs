namespace AttachmentPacs.TestKit;

/// <summary>
/// The corpus of real and malformed files that may lie beside the repository, in <c>shared/corpus</c>. It is read in place; where it is
/// absent, tests that need it say so and pass.
/// </summary>
public static class CorpusFolder
{
    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Its path, or null.</summary>
    public static string? Path { get; } = Find("shared/corpus");

    /// <summary>What a test prints that found no corpus.</summary>
    public const string Absent = "No shared/corpus beside the repository: nothing was tested here.";

    /// <summary>Files of a folder of the corpus but its tables; empty without a corpus.</summary>
    public static IEnumerable<string> Files(string folder) => Path is null
        ? []
        : Directory.EnumerateFiles(System.IO.Path.Combine(Path, folder))
            .Where(file => !file.EndsWith(".tsv", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>Rows of a table of the corpus, each a value by column name; empty without a corpus.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Table(string file)
    {
        if (Path is null) yield break;
        string[] lines = File.ReadAllLines(System.IO.Path.Combine(Path, file));
        string[] columns = lines[0].Split('\t');
        foreach (string line in lines.Skip(1))
        {
            string[] cells = line.Split('\t');
            yield return columns.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second);
        }
    }

    private static string? Find(string relative)
    {
        string path = System.IO.Path.Combine(Repository, "..", relative);
        return Directory.Exists(path) ? System.IO.Path.GetFullPath(path) : null;
    }

    private static string FindRepository()
    {
        for (string? at = AppContext.BaseDirectory; at is not null; at = System.IO.Path.GetDirectoryName(at))
        {
            if (File.Exists(System.IO.Path.Combine(at, "AttachmentPacs.sln"))) return at;
        }

        throw new DirectoryNotFoundException($"No AttachmentPacs.sln above {AppContext.BaseDirectory}: tests run from the repository's own build.");
    }
}

namespace AttachmentPacs.Dicom.Tests.Dictionary;

/// <summary>The tables of <c>schema/dicom</c>, read without the generator's own reader.</summary>
internal static class SchemaTables
{
    /// <summary>The repository's root: the first folder upwards that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Cells of every row after the header.</summary>
    public static IEnumerable<string[]> Rows(string table) =>
        File.ReadLines(Path.Combine(Root, "schema", "dicom", table)).Skip(1).Select(line => line.Split('\t'));

    /// <summary>One tag that a pattern matches, with <paramref name="digit"/> in the place of each x.</summary>
    public static uint Example(string pattern, char digit) => Convert.ToUInt32(pattern.Replace('x', digit), 16);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "AttachmentPacs.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds AttachmentPacs.sln.");
    }
}

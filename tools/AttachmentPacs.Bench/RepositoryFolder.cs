namespace AttachmentPacs.Bench;

/// <summary>Where this program was built from.</summary>
internal static class RepositoryFolder
{
    /// <summary>The folder of the solution.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (string? at = AppContext.BaseDirectory; at is not null; at = System.IO.Path.GetDirectoryName(at))
        {
            if (File.Exists(System.IO.Path.Combine(at, "AttachmentPacs.sln"))) return at;
        }

        throw new DirectoryNotFoundException($"No AttachmentPacs.sln above {AppContext.BaseDirectory}: run tools/bench in the repository.");
    }
}

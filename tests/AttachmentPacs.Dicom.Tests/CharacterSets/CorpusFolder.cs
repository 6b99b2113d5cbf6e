namespace AttachmentPacs.Dicom.Tests.CharacterSets;

/// <summary>The corpus of real and malformed files, which is not part of the repository: <c>shared/corpus</c> beside one of the folders above.</summary>
internal static class CorpusFolder
{
    /// <summary>Its path, or null where it is not installed.</summary>
    public static string? Path { get; } = Find();

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = System.IO.Path.Combine(folder.FullName, "shared", "corpus");
            if (Directory.Exists(path)) return path;
        }

        return null;
    }
}

using AttachmentPacs.TestKit;

namespace AttachmentPacs.Shape.Tests;

/// <summary>The repository's own files, without what a build puts among them; paths are relative, with slashes.</summary>
internal static class RepositoryFiles
{
    /// <summary>Files below a folder whose names match a pattern, in the order of their paths.</summary>
    public static IReadOnlyList<string> Find(string folder, string pattern)
    {
        string root = FullPath(folder);
        if (!Directory.Exists(root)) throw new DirectoryNotFoundException($"The repository has no folder {folder}.");
        return [.. Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(CorpusFolder.Repository, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Lines of a file.</summary>
    public static string[] Lines(string file) => File.ReadAllLines(FullPath(file));

    /// <summary>Whole text of a file.</summary>
    public static string Text(string file) => File.ReadAllText(FullPath(file));

    /// <summary>Whether a file or folder is there.</summary>
    public static bool Exists(string path) => Path.Exists(FullPath(path));

    private static string FullPath(string path) => Path.Combine(CorpusFolder.Repository, path);
}

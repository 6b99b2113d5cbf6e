namespace AttachmentPacs.Cli.Import.Sources;

/// <summary>Paths without symbolic links, to tell whether two of them lead to the same place.</summary>
internal static class CanonicalPath
{
    // Linux gives up after as many (path_resolution(7)).
    private const int MaxLinks = 40;

    /// <summary>The path with every link on the way followed; parts that do not exist are taken as they are.</summary>
    /// <exception cref="IOException">The links lead round in a circle, or cannot be read.</exception>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        string at = Path.GetPathRoot(full)!;
        var rest = new Stack<string>(full[at.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        for (int links = 0; rest.TryPop(out string? part);)
        {
            string next = Path.Join(at, part);
            if (LinkOf(next) is not { } target)
            {
                at = next;
                continue;
            }

            if (++links > MaxLinks) throw new IOException($"{path} leads through more than {MaxLinks} symbolic links");
            string resolved = Path.GetFullPath(target, at);
            at = Path.GetPathRoot(resolved)!;
            foreach (string each in resolved[at.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse()) rest.Push(each);
        }

        return at;
    }

    /// <summary>Whether a path is a folder or lies in it; both canonical.</summary>
    public static bool IsIn(string path, string folder) =>
        path == folder || path.StartsWith(folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string? LinkOf(string path) => new FileInfo(path).LinkTarget;
}

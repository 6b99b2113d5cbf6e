namespace AttachmentPacs.Cli.Import.Sources;

/// <summary>Finds files by the ids of a DICOMDIR: components joined by backslashes (PS3.10 8.2), in whatever case the medium shows them.</summary>
/// <param name="root">The folder that no id may lead out of.</param>
internal sealed class FileNames(string root)
{
    private const int CachedFolders = 64;

    private readonly string _canonical = CanonicalPath.Of(root);
    private readonly Dictionary<string, Dictionary<string, string>> _listed = [];

    public Found Find(string id)
    {
        string shown = Path.Join(root, id.Replace('\\', Path.DirectorySeparatorChar));
        string[] parts = id.Split('\\');
        if (Array.Exists(parts, part => part.Trim() is "" or "." or ".." || part.AsSpan().IndexOfAny('/', ':', '\0') >= 0)) return Outside(shown);
        try
        {
            string at = root;
            foreach (string part in parts)
            {
                if (Match(at, part.Trim()) is not { } name) return Missing(shown);
                at = Path.Join(at, name);
            }

            if (!CanonicalPath.IsIn(CanonicalPath.Of(at), _canonical)) return Outside(shown);
            return File.Exists(at) ? Found.File(new FileItem(at, new FileInfo(CanonicalPath.Of(at)).Length)) : Missing(shown);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Found.Problem(shown, ImportKind.Failed, ImportReason.Unreadable, $"The file that the DICOMDIR names cannot be found: {e.Message}");
        }
    }

    private static Found Missing(string path) =>
        Found.Problem(path, ImportKind.Failed, ImportReason.Missing, "The DICOMDIR names this file, but it is not there");

    private static Found Outside(string path) =>
        Found.Problem(path, ImportKind.Refused, ImportReason.OutsideFolder, "The DICOMDIR names this file, which would lie outside its folder");

    /// <summary>The name of an entry as it is on disk; null if there is none.</summary>
    private string? Match(string folder, string name)
    {
        if (Path.Exists(Path.Join(folder, name))) return name;
        if (!Directory.Exists(folder)) return null;
        if (!_listed.TryGetValue(folder, out Dictionary<string, string>? names))
        {
            if (_listed.Count >= CachedFolders) _listed.Clear();
            names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (string entry in Directory.EnumerateFileSystemEntries(folder)) names.TryAdd(Plain(Path.GetFileName(entry)), Path.GetFileName(entry));
            _listed[folder] = names;
        }

        return names.GetValueOrDefault(name);
    }

    // ISO 9660 names carry a version, and a dot even without extension: IM000001.;1
    private static string Plain(string name)
    {
        int version = name.LastIndexOf(';');
        return (version > 0 ? name[..version] : name).TrimEnd('.');
    }
}

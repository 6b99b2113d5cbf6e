namespace AttachmentPacs.TestKit;

/// <summary>A folder of plugins, made of what this repository has built, with the modes that a server asks for.</summary>
public sealed class PluginsFolder : IDisposable
{
    private const UnixFileMode FolderMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly TemporaryFolder _folder = new();

    /// <summary>Its path.</summary>
    public string Path => _folder.Path;

    /// <summary>The setting that names it.</summary>
    public string Setting => $"Plugins:Directory={Path}";

    /// <summary>Where a project's output lies, of the configuration that these tests are built in.</summary>
    public static string OutputOf(string project)
    {
        string own = AppContext.BaseDirectory.TrimEnd(System.IO.Path.DirectorySeparatorChar);
        string configuration = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(own)!);
        return System.IO.Path.Combine(CorpusFolder.Repository, project, "bin", configuration, System.IO.Path.GetFileName(own));
    }

    /// <summary>Adds the output of a project, as in <c>samples/ChecksumManifest</c>; returns its folder.</summary>
    public string Add(string project)
    {
        string name = System.IO.Path.GetFileName(project), folder = Make(name);
        foreach (string file in Directory.GetFiles(OutputOf(project))) Put(name, System.IO.Path.GetFileName(file), File.ReadAllBytes(file));
        return folder;
    }

    /// <summary>Adds a file to a plugin's folder, which is made if need be; returns its path.</summary>
    public string Put(string plugin, string file, byte[] content)
    {
        string path = System.IO.Path.Combine(Make(plugin), file);
        File.WriteAllBytes(path, content);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, FileMode);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private string Make(string plugin)
    {
        string folder = _folder.Combine(plugin);
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, FolderMode);
        return folder;
    }
}

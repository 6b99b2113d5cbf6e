using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Core.Plugins.Loading;

/// <summary>
/// The folder of plugins: each is a sub-folder <c>Name</c> with <c>Name.dll</c> and what that needs. Whoever can write there runs code in the
/// server: on Unix, nothing is loaded that group or others may write.
/// </summary>
internal static class PluginFolder
{
    private const UnixFileMode Foreign = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Name and assembly of each plugin that is not disabled, in the order of their names.</summary>
    /// <exception cref="PluginException">The folder, or what lies in it, cannot be used.</exception>
    public static IReadOnlyList<(string Name, string File)> Find(PluginsOptions options)
    {
        if (options.Directory.Length == 0)
        {
            RefuseUnknown(options, []);
            return [];
        }

        string root = Path.GetFullPath(options.Directory);
        if (!Directory.Exists(root)) throw new PluginException($"Plugins:Directory is {root}, which is no folder: make it, or leave the key empty");
        root = Directory.ResolveLinkTarget(root, returnFinalTarget: true)?.FullName ?? root;
        string[] names = [.. Directory.GetDirectories(root).Select(folder => Path.GetFileName(folder)).Where(name => name[0] != '.').Order(StringComparer.Ordinal)];
        RefuseUnknown(options, names);
        RefuseForeign(root);
        return [.. names.Where(name => !options.Disabled.Contains(name, StringComparer.OrdinalIgnoreCase)).Select(name => (name, Check(root, name)))];
    }

    private static string Check(string root, string name)
    {
        string folder = Path.Combine(root, name), file = Path.Combine(folder, $"{name}.dll");
        RefuseForeign(folder);
        if (!File.Exists(file)) throw new PluginException($"Plugin {name} has no file {file}: its assembly must have the name of its folder. Put it there, or take the folder away");
        foreach (string each in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)) RefuseForeign(each);
        return file;
    }

    // Links are refused rather than followed: what they point to may be changed by whoever may write there.
    private static void RefuseForeign(string path)
    {
        if (new FileInfo(path).LinkTarget is { } target) throw new PluginException($"{path} is a link to {target}: put the file itself there");
        if (OperatingSystem.IsWindows()) return;
        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & Foreign) == 0) return;
        throw new PluginException($"{path} may be written by group or others (mode {Convert.ToString((int)mode, 8)}), who could run their code in this server: chmod go-w {path}");
    }

    // A name that is spelled wrong would switch nothing off, and set nothing.
    private static void RefuseUnknown(PluginsOptions options, string[] names)
    {
        IEnumerable<(string Key, string Name)> used = options.Disabled.Select(name => ("Disabled", name)).Concat(options.Settings.Keys.Select(name => ("Settings", name)));
        foreach ((string key, string name) in used)
        {
            if (names.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            string there = names.Length == 0 ? "there are none" : $"there are {string.Join(", ", names)}";
            throw new PluginException($"Plugins:{key} names the plugin {name}, which is not in Plugins:Directory ({there}): correct the name, or take it away");
        }
    }
}

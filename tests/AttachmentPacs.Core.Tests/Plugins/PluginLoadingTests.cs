using System.Runtime.Versioning;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Plugins;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Plugins;

/// <summary>What is loaded, and what the start is refused for: each message names the file, the cause and the remedy.</summary>
public sealed class PluginLoadingTests : IDisposable
{
    private const string Sample = "samples/ChecksumManifest";

    private readonly PluginsFolder _folder = new();

    [Fact]
    public void No_folder_means_no_plugins() => Assert.Empty(PluginSet.Load(new ServerOptions(), TimeProvider.System).Plugins);

    [Fact]
    public void Plugins_are_loaded_in_the_order_of_their_names_unless_disabled()
    {
        string file = Path.Combine(_folder.Add(Sample), "ChecksumManifest.dll");
        _folder.Add("tests/plugins/Misbehaving");

        LoadedPlugin[] both = [.. Load().Plugins];
        LoadedPlugin one = Assert.Single(Load(options => options.Disabled.Add("misbehaving")).Plugins);

        Assert.Equal(["ChecksumManifest", "Misbehaving"], both.Select(plugin => plugin.Name));
        Assert.Equal((file, "1.0"), (one.File, one.Info.Version));
        Assert.NotSame(both[0].Plugin.GetType(), one.Plugin.GetType());
    }

    [Fact]
    public void Folder_that_is_not_there_is_refused() =>
        Assert.Equal($"Plugins:Directory is {_folder.Path}/x, which is no folder: make it, or leave the key empty", Refusal(options => options.Directory += "/x"));

    [Fact]
    public void Plugin_without_an_assembly_of_its_name_is_refused()
    {
        _folder.Put("X", "Y.dll", [1]);

        Assert.Equal($"Plugin X has no file {_folder.Path}/X/X.dll: its assembly must have the name of its folder. Put it there, or take the folder away", Refusal());
    }

    [Fact]
    public void File_that_is_no_assembly_is_refused()
    {
        string file = _folder.Put("X", "X.dll", "MZ, or something"u8.ToArray());

        Assert.StartsWith($"{file} is no .NET assembly that can be read (", Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 0, "use a newer server, or an older version of the plugin")]
    [InlineData(1, 1, "use a newer server, or an older version of the plugin")]
    [InlineData(0, 9, "use a newer version of the plugin")]
    public void Plugin_for_another_contract_is_refused(ushort major, ushort minor, string remedy)
    {
        byte[] built = File.ReadAllBytes(Path.Combine(PluginsFolder.OutputOf(Sample), "ChecksumManifest.dll"));
        string file = _folder.Put("ChecksumManifest", "ChecksumManifest.dll", PluginForge.ForContract(built, major, minor));

        Assert.Equal(
            $"Plugin ChecksumManifest ({file}) was built for version {major}.{minor} of AttachmentPacs.Plugins, this server has 1.0: {remedy}", Refusal());
    }

    [Fact]
    public void Assembly_that_does_not_use_the_contract_is_refused()
    {
        string file = _folder.Put("X", "X.dll", File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "AttachmentPacs.Dicom.dll")));

        Assert.Equal(
            $"Plugin X ({file}) does not use AttachmentPacs.Plugins: it is no plugin of this server. Take it away, or build it against AttachmentPacs.Plugins.dll", Refusal());
    }

    [Fact]
    public void Assembly_without_a_plugin_or_with_two_is_refused()
    {
        string none = _folder.Put("A", "A.dll", PluginForge.Make("A", arePlugins: false, null, "Thing"));
        Assert.Equal($"Plugin A ({none}) has no public class that implements IPlugin: add one", Refusal());

        using var other = new PluginsFolder();
        string two = other.Put("A", "A.dll", PluginForge.Make("A", arePlugins: true, null, "One", "Two"));
        Assert.Equal($"Plugin A ({two}) has several classes that implement IPlugin (One, Two): keep one", Refusal(options => options.Directory = other.Path));
    }

    [Theory]
    [InlineData("Some.Library")]
    [InlineData("AttachmentPacs.Core")]
    public void Plugin_whose_library_is_not_beside_it_is_refused(string library)
    {
        // Ours is there, but not for plugins.
        string file = _folder.Put("X", "X.dll", PluginForge.Make("X", arePlugins: true, library, "Thing"));

        string refusal = Refusal();

        Assert.StartsWith($"Plugin X ({file}) cannot be loaded: ", refusal, StringComparison.Ordinal);
        Assert.True(refusal.Contains($"the assembly {library} 1.2.3.4 is missing", StringComparison.Ordinal), refusal);
        Assert.EndsWith("Remedy: put all that it needs into its folder (dotnet publish, or EnableDynamicLoading in its project), or name it in Plugins:Disabled", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Plugin_whose_constructor_throws_is_refused()
    {
        string file = _folder.Put("X", "X.dll", PluginForge.Make("X", arePlugins: true, null, "Thing"));

        Assert.StartsWith($"Plugin X ({file}) cannot be made: InvalidOperationException: ", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void What_others_may_write_is_refused()
    {
        string folder = _folder.Add(Sample), file = Path.Combine(folder, "ChecksumManifest.deps.json");
        foreach ((string path, UnixFileMode bit) in ((string, UnixFileMode)[])[(file, UnixFileMode.GroupWrite), (folder, UnixFileMode.OtherWrite), (_folder.Path, UnixFileMode.GroupWrite)])
        {
            UnixFileMode mode = File.GetUnixFileMode(path);
            File.SetUnixFileMode(path, mode | bit);
            Assert.Equal(
                $"{path} may be written by group or others (mode {Convert.ToString((int)(mode | bit), 8)}), who could run their code in this server: chmod go-w {path}", Refusal());
            File.SetUnixFileMode(path, mode);
        }

        Assert.Single(Load().Plugins);
    }

    [Fact]
    public void Link_inside_the_folder_is_refused()
    {
        string folder = _folder.Add(Sample), link = Path.Combine(folder, "other.dll");
        File.CreateSymbolicLink(link, "/etc/hostname");

        Assert.Equal($"{link} is a link to /etc/hostname: put the file itself there", Refusal());
    }

    [Fact]
    public void Name_of_a_plugin_that_is_not_there_is_refused()
    {
        _folder.Add(Sample);

        Assert.Equal(
            "Plugins:Disabled names the plugin Checksums, which is not in Plugins:Directory (there are ChecksumManifest): correct the name, or take it away",
            Refusal(options => options.Disabled.Add("Checksums")));
        Assert.Equal(
            "Plugins:Settings names the plugin X, which is not in Plugins:Directory (there are none): correct the name, or take it away",
            Refusal(options => (options.Directory, options.Settings["X"]) = ("", [])));
    }

    public void Dispose() => _folder.Dispose();

    private PluginSet Load(Action<PluginsOptions>? change = null)
    {
        var options = new ServerOptions { Plugins = { Directory = _folder.Path } };
        change?.Invoke(options.Plugins);
        return PluginSet.Load(options, TimeProvider.System);
    }

    private string Refusal(Action<PluginsOptions>? change = null) => Assert.Throws<PluginException>(() => Load(change)).Message;
}

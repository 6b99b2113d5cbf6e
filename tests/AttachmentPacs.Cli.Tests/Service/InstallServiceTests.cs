using System.Text.RegularExpressions;
using AttachmentPacs.Cli.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Cli.Tests.Service;

/// <summary><c>tools/install-service</c>, staged below a folder: layout, upgrade, the installed server as another user, removal.</summary>
public sealed partial class InstallServiceTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string Script = Path.Combine(CorpusFolder.Repository, "tools", "install-service");

    private readonly TemporaryFolder _stage = new();

    [Fact]
    public async Task Installation_has_programs_unit_settings_and_tool_where_they_belong()
    {
        if (!OperatingSystem.IsLinux()) return;
        await InstallAsync();

        Assert.True(File.Exists(_stage.Combine("opt/attachmentpacs/AttachmentPacs.Server.dll")));
        Assert.Equal("AttachmentPacs 0.1.0\n", (await ApacsAsync("version")).Output);
        string unit = await File.ReadAllTextAsync(_stage.Combine("etc/systemd/system/attachmentpacs.service"));
        Assert.Contains("\nExecStart=/opt/attachmentpacs/AttachmentPacs.Server --config /etc/attachmentpacs/appsettings.json\n", unit, StringComparison.Ordinal);
        Assert.Contains("exec /opt/attachmentpacs/apacs \"$@\"", await File.ReadAllTextAsync(_stage.Combine("usr/local/bin/apacs")), StringComparison.Ordinal);
        Assert.Equal((UnixFileMode)0b111_101_000, File.GetUnixFileMode(_stage.Combine("var/lib/attachmentpacs")));
        Assert.Equal((UnixFileMode)0b111_101_000, File.GetUnixFileMode(_stage.Combine("etc/attachmentpacs")));
        Assert.Equal((UnixFileMode)0b110_100_000, File.GetUnixFileMode(_stage.Combine("etc/attachmentpacs/appsettings.json")));
        (int code, string settings) = await ApacsAsync("config", "check", "--config", _stage.Combine("etc/attachmentpacs/appsettings.json"));
        Assert.Equal(0, code);
        Assert.Contains("Storage:Directory = /var/lib/attachmentpacs/storage", settings, StringComparison.Ordinal);
        Assert.Contains("Database:Sqlite:Path = /var/lib/attachmentpacs/index.db", settings, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Lane", "slow")]
    public async Task Fresh_clone_is_built_and_installed()
    {
        if (!SlowLane.IsOn || !Directory.Exists(Path.Combine(CorpusFolder.Repository, ".git")))
        {
            output.WriteLine($"{SlowLane.Off} It needs a clone with git, too.");
            return;
        }

        using var folder = new TemporaryFolder();
        string clone = folder.Combine("clone");
        (int cloned, string said) = await Programs.RunAsync("git", "clone", "--quiet", CorpusFolder.Repository, clone);
        Assert.True(cloned == 0, said);

        (int code, said) = await Programs.RunAsync(Path.Combine(clone, "tools", "install-service"), "--root", _stage.Path);

        Assert.True(code == 0, said);
        Assert.Equal("AttachmentPacs 0.1.0\n", (await ApacsAsync("version")).Output);
    }

    [Fact]
    public async Task Upgrade_replaces_programs_and_keeps_settings_and_data_and_so_does_a_removal()
    {
        if (!OperatingSystem.IsLinux()) return;
        await InstallAsync();
        await File.WriteAllTextAsync(_stage.Combine("etc/attachmentpacs/appsettings.json"), """{ "Name": "Mine" }""");
        await File.WriteAllTextAsync(_stage.Combine("var/lib/attachmentpacs/kept"), "data");
        await File.WriteAllTextAsync(_stage.Combine("opt/attachmentpacs/old.dll"), "of the old version");

        await InstallAsync();

        Assert.Equal("""{ "Name": "Mine" }""", await File.ReadAllTextAsync(_stage.Combine("etc/attachmentpacs/appsettings.json")));
        Assert.False(File.Exists(_stage.Combine("opt/attachmentpacs/old.dll")));
        Assert.False(Path.Exists(_stage.Combine("opt/attachmentpacs.new")));

        (int code, string said) = await Programs.RunAsync(Script, "--uninstall", "--root", _stage.Path);

        Assert.True(code == 0, said);
        Assert.Equal(
            ["etc/attachmentpacs/appsettings.json", "var/lib/attachmentpacs/kept"],
            Directory.GetFiles(_stage.Path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_stage.Path, file)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Folder_of_somebody_else_is_not_touched()
    {
        if (!OperatingSystem.IsLinux()) return;
        Directory.CreateDirectory(_stage.Combine("opt/attachmentpacs"));
        await File.WriteAllTextAsync(_stage.Combine("opt/attachmentpacs/mine"), "precious");

        (int install, string said) = await Programs.RunAsync(Script, "--root", _stage.Path, "--from", AppContext.BaseDirectory);
        (int remove, string _) = await Programs.RunAsync(Script, "--uninstall", "--root", _stage.Path);

        Assert.Equal((1, 1), (install, remove));
        Assert.Contains("was not made by this script", said, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(_stage.Combine("opt/attachmentpacs/mine")));
    }

    [Fact]
    public async Task Installed_server_runs_as_another_user_takes_a_file_and_the_doctor_finds_it_well()
    {
        if (!OperatingSystem.IsLinux() || !Programs.CanBeOthers)
        {
            output.WriteLine("Only root on Linux can start it as another user: nothing was tested here.");
            return;
        }

        File.SetUnixFileMode(_stage.Path, (UnixFileMode)0b111_101_101);
        await InstallAsync("--user", "nobody");
        string data = _stage.Combine("var/lib/attachmentpacs");
        string[] settings =
        [
            $"--config={_stage.Combine("etc/attachmentpacs/appsettings.json")}", $"--Storage:Directory={data}/storage", $"--Database:Sqlite:Path={data}/index.db",
            "--Http:Port=0", "--Storage:MinimumFreeSpace=0",
        ];
        await using ServerProcess server = await ServerProcess.StartCommandAsync(
            [.. Programs.AsNobody, "env", .. await EnvironmentAsync(), _stage.Combine("opt/attachmentpacs/AttachmentPacs.Server"), .. settings]);
        using var http = new HttpClient();

        using HttpResponseMessage stored = await http.PostAsync(new Uri($"{server.Url}/instances"), new ByteArrayContent(DicomBuilder.Instance("P1").ToArray()));

        Assert.Contains("\"Success\"", await stored.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        (int code, string report) = await Programs.RunAsync(
            [.. Programs.AsNobody, "env", .. await EnvironmentAsync(), _stage.Combine("opt/attachmentpacs/apacs"), "doctor", "--url", server.Url,
                "--only", "storage", "--only", "index", "--only", "server", "--only", "lock", .. settings]);
        Assert.True(code == 0, report);
    }

    public void Dispose() => _stage.Dispose();

    private async Task InstallAsync(params string[] options)
    {
        (int code, string said) = await Programs.RunAsync([Script, "--root", _stage.Path, "--from", AppContext.BaseDirectory, .. options]);
        Assert.True(code == 0, said);
        Assert.Contains($"Staged below {_stage.Path}.", said, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output)> ApacsAsync(params string[] arguments) =>
        await Programs.RunAsync(["env", .. await EnvironmentAsync(), _stage.Combine("opt/attachmentpacs/apacs"), .. arguments]);

    // What the unit gives to the server.
    private async Task<string[]> EnvironmentAsync() =>
        [.. Variable().Matches(await File.ReadAllTextAsync(_stage.Combine("etc/systemd/system/attachmentpacs.service"))).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^Environment=(.*)$", RegexOptions.Multiline)]
    private static partial Regex Variable();
}

using AttachmentPacs.Cli.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests;

/// <summary>What the README tells to type of the command line tool, typed as it stands there.</summary>
public sealed class ReadmeTests : IDisposable
{
    private const string Address = "127.0.0.1:8042";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Import_and_export_typed_as_they_stand_there_work()
    {
        byte[][] files = Sources.Write(_folder.Combine("images"), 3);
        PutTool("apacs", string.Join(' ', Apacs.Built));
        await using ServerProcess server = await ServerProcess.StartOnAsync(_folder.Combine("archive"));
        string commands = Readme.Commands("## Import a folder, export a study")
            .Replace(Address, new Uri(server.Url).Authority, StringComparison.Ordinal).Replace("/srv/images", _folder.Combine("images"), StringComparison.Ordinal);

        (int code, string output) = await Readme.TypeAsync(_folder.Path, commands);

        Assert.True(code == 0, output);
        Assert.True(File.Exists(_folder.Combine("report.json")), output);
        string[] exported = Directory.GetFiles(_folder.Combine("out"), "*.dcm", SearchOption.AllDirectories);
        Assert.Equal(files.Select(Convert.ToBase64String).Order(StringComparer.Ordinal), exported.Select(File.ReadAllBytes).Select(Convert.ToBase64String).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task User_and_TLS_typed_as_they_stand_there_work()
    {
        const string Start = "tools/run ";
        string[] commands = Readme.Commands("## Name a user, switch on TLS").Split("curl ");
        PutTool("apacs", string.Join(' ', Apacs.Built));
        PutTool("run", "printf '%s\\n'");

        (int code, string output) = await Readme.TypeAsync(_folder.Path, commands[0], "secret\n");
        string[] settings = [.. output.Split('\n').Where(line => line.StartsWith("--Http:", StringComparison.Ordinal))];
        Assert.True(code == 0 && commands[0].Contains(Start, StringComparison.Ordinal) && settings.Length == 4, output);
        await using ServerProgram server = await ServerProgram.StartAsync(_folder.Path, ServerProgram.Built(["--Http:Port=0", .. Apacs.Store(_folder.Path), .. settings]));
        string ask = "curl " + commands[1].Replace("localhost:8042", $"localhost:{new Uri(server.Url).Port}", StringComparison.Ordinal);
        (int alice, string system) = await Readme.TypeAsync(_folder.Path, ask.Replace("-u alice ", "-u alice:secret ", StringComparison.Ordinal));
        (int nobody, string refusal) = await Readme.TypeAsync(_folder.Path, ask.Replace("-u alice ", "-u alice:guessed ", StringComparison.Ordinal));

        Assert.True(alice == 0, system);
        Assert.Contains("\"IsHttpServerSecure\" : true", system, StringComparison.Ordinal);
        Assert.True(nobody != 0, refusal);
    }

    public void Dispose() => _folder.Dispose();

    // Stands for a script of tools/, which would build first.
    private void PutTool(string name, string command)
    {
        string path = _folder.Combine($"tools/{name}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\nexec {command} \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

using System.Diagnostics;
using AttachmentPacs.Cli.Commands;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests.Commands;

/// <summary>The configuration as the server would read it.</summary>
public class ConfigTests
{
    [Fact]
    public async Task Defaults_are_sound_and_change_nothing()
    {
        (int code, string output, string _) = await CheckAsync();

        Assert.Equal((0, $"The configuration is sound. Every setting has its default.{Environment.NewLine}"), (code, output));
    }

    [Fact]
    public async Task Every_problem_is_said_and_the_exit_code_is_2()
    {
        (int code, string output, string error) = await CheckAsync("--Http:Prot=1", "--Storage:Md5=maybe");

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("- Http:Prot is no key", error, StringComparison.Ordinal);
        Assert.Contains("- Storage:Md5 is \"maybe\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_are_listed_with_their_source_and_secrets_are_masked()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Combine("pacs.json");
        await File.WriteAllTextAsync(
            file,
            """
            { "Name": "Mine", "Http": { "Port": 8042, "Hosts": ["pacs.example"], "Users": { "eve": { "PasswordHash": "AQAAAAIAAzRQAAAAELOrpG3LTNl/ej4iVBYSelDiqyHRVZ3+dBr9uhNMenqlwnnQMdAzUfZHC+JlIbmLew==", "Roles": ["Read"], "ApiKeyHashes": ["sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"] } } },
              "Logging": { "LogLevel": { "Default": "Information", "Microsoft": "Debug" } } }
            """);

        (int code, string output, string error) = await CheckAsync("--config", file, "--Storage:Md5=false", "--Name=Ours");

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            [
                "The configuration is sound. These settings differ from the defaults:",
                $"Http:Hosts:0 = pacs.example  ({file})",
                $"Http:Users:eve:ApiKeyHashes:0 = ***  ({file})",
                $"Http:Users:eve:PasswordHash = ***  ({file})",
                $"Http:Users:eve:Roles:0 = Read  ({file})",
                $"Logging:LogLevel:Microsoft = Debug  ({file})",
                "Name = Ours  (command line)",
                "Storage:Md5 = false  (command line)",
                "",
            ],
            output.Split(Environment.NewLine));
    }

    [Fact]
    public async Task File_that_is_named_must_be_there()
    {
        (int code, string _, string error) = await CheckAsync("--config=/nowhere/pacs.json");

        Assert.Equal(2, code);
        Assert.Contains("/nowhere/pacs.json", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Environment_names_the_file_and_gives_settings()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("pacs.json"), """{ "Name": "Mine" }""");
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "apacs.dll"), "config", "check"])
        {
            RedirectStandardOutput = true, WorkingDirectory = folder.Path,
            Environment = { ["APACS_CONFIG"] = folder.Combine("pacs.json"), ["Http__Port"] = "18042" },
        };
        using Process apacs = Process.Start(start)!;
        string output = await apacs.StandardOutput.ReadToEndAsync();
        await apacs.WaitForExitAsync();

        Assert.Contains("Http:Port = 18042  (environment)", output, StringComparison.Ordinal);
        Assert.Contains($"Name = Mine  ({folder.Combine("pacs.json")})", output, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Output, string Error)> CheckAsync(params string[] arguments) =>
        Support.Cli.RunAsync(ConfigCommand.Create(), ["check", .. arguments]);
}

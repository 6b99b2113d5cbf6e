using System.Diagnostics;
using System.Text.Json;
using AttachmentPacs.Cli.Commands;
using AttachmentPacs.Core.Access;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Cli.Tests.Commands;

/// <summary>What is printed is what the server verifies.</summary>
public class HashPasswordTests
{
    [Fact]
    public async Task Line_of_standard_input_gives_a_hash_and_lines_of_configuration_that_verify()
    {
        (int code, string output, string error) = await Support.Cli.RunAsync(HashPasswordCommand.Create(Piped("s3cret + more\nignored\n")), "alice");

        Assert.Equal(0, code);
        Assert.True(PasswordHashing.Verify(output.Split('\n')[0], "s3cret + more"));
        JsonElement user = Json(error).GetProperty("Http").GetProperty("Users").GetProperty("alice");
        Assert.Equal(output.Split('\n')[0], user.GetProperty("PasswordHash").GetString());
        Assert.Empty(LoadWith($"Http:Users:alice:PasswordHash={user.GetProperty("PasswordHash")}", $"Http:Users:alice:Roles:0={user.GetProperty("Roles")[0]}"));
        Assert.DoesNotContain("s3cret", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_typed_twice_is_not_shown_and_verifies()
    {
        (int code, string output, string error) = await Support.Cli.RunAsync(HashPasswordCommand.Create(Typed("s3xx\b\bcret\rs3cret\r")), "alice");

        Assert.Equal(0, code);
        Assert.True(PasswordHashing.Verify(output.Split('\n')[0], "s3cret"));
        Assert.StartsWith($"Password: {Environment.NewLine}Once more: {Environment.NewLine}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one\rother\r", "The two passwords differ")]
    [InlineData("\r", "The password is empty")]
    public async Task Passwords_that_differ_or_are_empty_make_nothing(string keys, string problem)
    {
        (int code, string output, string error) = await Support.Cli.RunAsync(HashPasswordCommand.Create(Typed(keys)));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_key_is_shown_once_and_verifies_against_its_hash()
    {
        (int code, string output, string error) = await Support.Cli.RunAsync(HashPasswordCommand.Create(Piped("")), "robot", "--api-key");

        string[] lines = output.Split('\n');
        string key = lines[0];
        Assert.Equal(0, code);
        Assert.True(ApiKey.Verify(lines[1], key));
        Assert.Equal(lines[1], Json(error).GetProperty("Http").GetProperty("Users").GetProperty("robot").GetProperty("ApiKeyHashes")[0].GetString());
        Assert.DoesNotContain(key, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_takes_the_password_of_a_pipe()
    {
        using Process apacs = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "apacs.dll"), "hash-password"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        await apacs.StandardInput.WriteLineAsync("piped");
        string output = await apacs.StandardOutput.ReadToEndAsync();
        await apacs.WaitForExitAsync();

        Assert.Equal(0, apacs.ExitCode);
        Assert.True(PasswordHashing.Verify(output.Split('\n')[0], "piped"));
    }

    private static PasswordPrompt Piped(string text) => new(null, new StringReader(text));

    private static PasswordPrompt Typed(string keys)
    {
        var waiting = new Queue<char>(keys);
        return new PasswordPrompt(
            () => waiting.Dequeue() switch
            {
                '\r' => new ConsoleKeyInfo('\r', ConsoleKey.Enter, false, false, false),
                '\b' => new ConsoleKeyInfo('\b', ConsoleKey.Backspace, false, false, false),
                var key => new ConsoleKeyInfo(key, ConsoleKey.None, false, false, false),
            },
            TextReader.Null);
    }

    private static JsonElement Json(string output) => JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]).RootElement;

    private static IReadOnlyList<string> LoadWith(params string[] settings) => OptionsLoader.Load([.. settings.Select(each => $"--{each}")]).Problems;
}

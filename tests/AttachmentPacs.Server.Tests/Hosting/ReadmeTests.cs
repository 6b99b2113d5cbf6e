using System.Diagnostics;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Hosting;

/// <summary>The README's first session, typed as it stands there into a shell.</summary>
public class ReadmeTests
{
    private const string Heading = "## A first session";

    [Fact]
    public async Task First_session_typed_as_it_stands_there_works()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["tools", "README.md"]) File.CreateSymbolicLink(folder.Combine(name), Path.Combine(CorpusFolder.Repository, name));

        // Only the port differs. A reply of 400 and above ends the session.
        string session = "set -euo pipefail\ncurl() { command curl -sS --fail-with-body \"$@\" && echo; }\n" + string.Join('\n', Session())
            .Replace("127.0.0.1:8042", server.Client.Uri.Authority, StringComparison.Ordinal);
        (int code, string output) = await BashAsync(folder.Path, session);

        Assert.True(code == 0, output);
        Assert.Contains("\"Status\" : \"Success\"", output, StringComparison.Ordinal);
        Assert.Contains("\"PatientName\"", output, StringComparison.Ordinal);
        Assert.Contains("identical", output, StringComparison.Ordinal);
        Assert.Contains("\"ContentType\" : 1024", output, StringComparison.Ordinal);
    }

    private static string[] Session() =>
        [.. File.ReadLines(Path.Combine(CorpusFolder.Repository, "README.md"))
            .SkipWhile(line => line != Heading).Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line[4..])];

    private static async Task<(int Code, string Output)> BashAsync(string folder, string script)
    {
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["-c", script + "\n"])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        Task<string> errors = bash.StandardError.ReadToEndAsync();
        string output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        return (bash.ExitCode, output + await errors);
    }
}

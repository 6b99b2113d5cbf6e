using System.ComponentModel;
using System.Diagnostics;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.Slow;

/// <summary>
/// The description as other tools see it: two of them check it, a third generates a TypeScript client from it, and a session that uses this
/// client must compile and run. Needs Node.js with npm, and npm's registry or cache.
/// </summary>
[Trait("Lane", "slow")]
public class GeneratedClientTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Description_is_valid_and_a_client_generated_from_it_works()
    {
        if (!SlowLane.IsOn)
        {
            output.WriteLine(SlowLane.Off);
            return;
        }

        if (!HasNpm())
        {
            output.WriteLine("npm is missing (package npm, with Node.js 20 or later): nothing was tested here.");
            return;
        }

        using var folder = new TemporaryFolder();
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "GeneratedClient")))
        {
            File.Copy(file, folder.Combine(Path.GetFileName(file)));
        }

        await using RunningServer server = await RunningServer.StartAsync();
        await File.WriteAllBytesAsync(folder.Combine("api.json"), (await server.Client.GetAsync("/openapi/v1.json")).IsOk().Body);
        await File.WriteAllBytesAsync(folder.Combine("sample.dcm"), server.NewInstance().ToArray());

        await NpmAsync(folder.Path, "install", "--no-audit", "--no-fund", "--no-package-lock");
        foreach (string step in (string[])["lint", "generate", "compile"]) await NpmAsync(folder.Path, "run", "--silent", step);
        string said = await NpmAsync(folder.Path, "run", "--silent", "session", "--", server.Client.Url, folder.Combine("sample.dcm"));

        Assert.Contains("as promised", said, StringComparison.Ordinal);
    }

    private static bool HasNpm()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("npm", ["--version"]) { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private async Task<string> NpmAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("npm", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string said = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        output.WriteLine($"npm {string.Join(' ', arguments)}: {process.ExitCode}");
        Assert.True(process.ExitCode == 0, $"npm {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{said}\n{await error}");
        return said;
    }
}

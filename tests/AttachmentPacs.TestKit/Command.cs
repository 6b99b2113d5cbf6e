using System.Diagnostics;

namespace AttachmentPacs.TestKit;

/// <summary>A program run to its end.</summary>
public static class Command
{
    /// <summary>Its exit code, and what it wrote on both its outputs.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="command">Program and arguments.</param>
    public static async Task<(int Code, string Output)> RunAsync(string folder, string input, params string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}

using System.Diagnostics;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Cli.Tests;

/// <summary>The program as a user calls it.</summary>
public class CommandLineTests
{
    [Fact]
    public async Task Version_is_said_on_one_line()
    {
        using Process apacs = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "apacs.dll"), "version"]) { RedirectStandardOutput = true })!;

        Assert.Equal($"AttachmentPacs {Product.Version}\n", await apacs.StandardOutput.ReadToEndAsync());
        await apacs.WaitForExitAsync();
        Assert.Equal(0, apacs.ExitCode);
    }
}

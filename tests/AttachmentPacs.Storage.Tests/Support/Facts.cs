using System.Diagnostics;

namespace AttachmentPacs.Storage.Tests.Support;

/// <summary>A test that needs a tool on the PATH; reported as skipped where it is not.</summary>
internal sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(string tool)
    {
        if (Tool.Find(tool) is null) Skip = $"The tool {tool} is not on the PATH of this machine.";
    }
}

/// <summary>A test that mounts a small file system; reported as skipped where that is not allowed.</summary>
internal sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || Tool.Find("mount") is null)
        {
            Skip = "Only root on Linux can mount the small file system that this test fills.";
        }
    }
}

/// <summary>A test of Unix file modes.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows()) Skip = "There are no Unix modes on Windows.";
    }
}

internal static class Tool
{
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    public static void Run(string name, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Find(name)!, arguments) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{name} {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors}");
    }
}

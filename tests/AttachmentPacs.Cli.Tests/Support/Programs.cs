using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests.Support;

/// <summary>Runs programs to their end.</summary>
internal static class Programs
{
    /// <summary>The command line tool as a process of its own, after <paramref name="before"/> (as in setpriv).</summary>
    public static Task<(int Code, string Output)> ApacsAsync(string[] before, params string[] arguments) =>
        RunAsync([.. before, .. Apacs.Built, .. arguments]);

    /// <summary>Any program: its exit code, and what it wrote on both its outputs.</summary>
    public static Task<(int Code, string Output)> RunAsync(params string[] command) => Command.RunAsync(Path.GetTempPath(), "", command);

    /// <summary>Whether this machine lets the test act as another user.</summary>
    public static bool CanBeOthers => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv");

    /// <summary>Before a command: it runs as the user nobody.</summary>
    public static string[] AsNobody => ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
}

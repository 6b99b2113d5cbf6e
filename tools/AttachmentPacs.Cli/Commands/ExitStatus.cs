namespace AttachmentPacs.Cli.Commands;

/// <summary>What the program says to its caller when it ends (docs/command-line.md).</summary>
internal static class ExitStatus
{
    /// <summary>All is done, or was so already.</summary>
    public const int Done = 0;

    /// <summary>Some files were refused, or could not be read or written; the report names them.</summary>
    public const int SomeFailed = 1;

    /// <summary>Command line or configuration cannot be used; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>The archive cannot be used, or is full: nothing more could be done.</summary>
    public const int Unavailable = 3;

    /// <summary>Ended by SIGINT (Ctrl+C).</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by SIGTERM.</summary>
    public const int Terminated = 143;
}

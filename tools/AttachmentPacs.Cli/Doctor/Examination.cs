using AttachmentPacs.Cli.Commands;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Storage.FileSystem;

namespace AttachmentPacs.Cli.Doctor;

/// <summary>What is looked at, and what several checks need to know of it.</summary>
internal sealed class Examination(LoadedConfiguration configuration, bool isFull, string? url, TimeProvider time)
{
    private readonly Lazy<(bool? IsHeld, string Mark)> _lock = new(() => LookAtLock(configuration.Options.Storage.Directory));

    public ServerOptions Options => configuration.Options;

    /// <summary>Why the server does not start with this configuration.</summary>
    public IReadOnlyList<string> Problems => configuration.Problems;

    /// <summary>Look through everything, however long that takes.</summary>
    public bool IsFull => isFull;

    /// <summary>The address of a server that is said to run; null if nothing was said.</summary>
    public string? Url => url;

    public TimeProvider Time => time;

    public string Storage => Path.GetFullPath(Options.Storage.Directory);

    public string Index => Path.GetFullPath(Options.Database.Sqlite.Path);

    /// <summary>A server has the store; null if this user cannot see that.</summary>
    public bool? IsHeld => _lock.Value.IsHeld;

    /// <summary>What the folder knows of its index; empty while a server has the store.</summary>
    public string Mark => _lock.Value.Mark;

    private static (bool?, string) LookAtLock(string directory)
    {
        try
        {
            return StoreLock.Look(directory);
        }
        catch (UnauthorizedAccessException)
        {
            // The check of the folders says whose they are.
            return (null, "");
        }
    }
}

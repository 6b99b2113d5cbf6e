using System.CommandLine;
using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Cli.Progress;

namespace AttachmentPacs.Cli.Commands;

/// <summary>How commands end that cannot do their work.</summary>
internal static class Guarded
{
    /// <summary>Runs a command; what it cannot go on with is said on standard error.</summary>
    public static async Task<int> RunAsync(ParseResult parse, Func<Task<int>> command)
    {
        TextWriter error = parse.InvocationConfiguration.Error;
        try
        {
            return await command().ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            await error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return ExitStatus.Usage;
        }
        catch (ArchiveUnavailableException e)
        {
            await error.WriteLineAsync($"The archive cannot be used: {Printable.Of(e.Message)}").ConfigureAwait(false);
            return ExitStatus.Unavailable;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"It could not go on: {Printable.Of(e.Message)}").ConfigureAwait(false);
            return ExitStatus.Unavailable;
        }
    }

    /// <summary>Parts what the user named from configuration: that begins with two hyphens, as the server's arguments do.</summary>
    public static (List<string> Names, List<string> Configuration) Split(IEnumerable<string> arguments)
    {
        ILookup<bool, string> parts = arguments.ToLookup(argument => argument.StartsWith("--", StringComparison.Ordinal));
        return ([.. parts[false]], [.. parts[true]]);
    }
}

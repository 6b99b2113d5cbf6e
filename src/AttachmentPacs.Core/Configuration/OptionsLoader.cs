using Microsoft.Extensions.Configuration;

namespace AttachmentPacs.Core.Configuration;

/// <summary>
/// Reads the configuration: appsettings.json beside the program, then one in the working directory or the file that <c>--config FILE</c> or the
/// environment's APACS_CONFIG names instead, then the environment (<c>Http__Port</c>), then the command line (<c>--Http:Port=18042</c>).
/// </summary>
public static class OptionsLoader
{
    /// <summary>The variable of the environment that names the configuration file.</summary>
    public const string FileVariable = "APACS_CONFIG";

    private const string FileName = "appsettings.json";
    private const string FileArgument = "--config";

    /// <summary>Reads and checks; with problems, their list in words and the defaults for what could not be read.</summary>
    public static (ServerOptions Options, IConfiguration Configuration, IReadOnlyList<string> Problems) Load(string[] args)
    {
        var problems = new List<string>();
        var options = new ServerOptions();
        IConfiguration configuration = Read(args, problems);
        OptionsBinder.Bind(options, configuration, problems);
        if (problems.Count == 0) OptionsCheck.Check(options, problems);
        return (options, configuration, problems);
    }

    private static IConfigurationRoot Read(string[] args, List<string> problems)
    {
        var roots = typeof(ServerOptions).GetProperties().Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

        // The environment is full of names that are not ours: only those of our sections are looked at.
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build().AsEnumerable()
            .Where(pair => pair.Value is not null && pair.Key.Contains(':', StringComparison.Ordinal) && roots.Contains(pair.Key.Split(':')[0]));
        (string? named, string[] settings) = TakeFile(args);
        RequireValues(settings, problems);
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, FileName), optional: true)
                .AddJsonFile(Path.GetFullPath(named ?? FileName), optional: named is null)
                .AddInMemoryCollection(environment)
                .AddCommandLine(settings)
                .Add(new RunTimeSettings())
                .Build();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            // What is outermost names the file, what is innermost line and place in it.
            problems.Add(e.InnerException is null ? e.Message : $"{e.Message} {e.GetBaseException().Message}");
            return new ConfigurationBuilder().Build();
        }
    }

    // The configuration library passes over what has no value.
    private static void RequireValues(string[] settings, List<string> problems)
    {
        for (int i = 0; i < settings.Length; i++)
        {
            if (settings[i].Contains('=', StringComparison.Ordinal)) continue;
            bool hasValue = settings[i].StartsWith("--", StringComparison.Ordinal) && i + 1 < settings.Length && !settings[i + 1].StartsWith("--", StringComparison.Ordinal);
            if (hasValue) i++;
            else problems.Add($"{settings[i]} is no setting: expected --Key:Name=value, as in --Http:Port=18042");
        }
    }

    // The file that is named, and what of the command line are settings.
    private static (string? File, string[] Settings) TakeFile(string[] args)
    {
        int at = Array.FindLastIndex(args, each => each == FileArgument || each.StartsWith(FileArgument + "=", StringComparison.Ordinal));
        if (at < 0)
        {
            string? variable = Environment.GetEnvironmentVariable(FileVariable);
            return (string.IsNullOrEmpty(variable) ? null : variable, args);
        }

        if (args[at].Length > FileArgument.Length) return (args[at][(FileArgument.Length + 1)..], [.. args[..at], .. args[(at + 1)..]]);

        // Without a file after it, it stays what it is: no key.
        return at + 1 < args.Length ? (args[at + 1], [.. args[..at], .. args[(at + 2)..]]) : (null, args);
    }
}

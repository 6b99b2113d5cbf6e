using Microsoft.Extensions.Configuration;

namespace AttachmentPacs.Core.Configuration;

/// <summary>
/// Reads the configuration: appsettings.json beside the program, then one in the working directory, then a file that the caller names, then
/// the environment (<c>Http__Port</c>), then the command line (<c>--Http:Port=18042</c>).
/// </summary>
public static class OptionsLoader
{
    private const string FileName = "appsettings.json";

    /// <summary>Reads and checks; with problems, their list in words and the defaults for what could not be read.</summary>
    public static (ServerOptions Options, IConfiguration Configuration, IReadOnlyList<string> Problems) Load(string[] args, string? file = null)
    {
        var problems = new List<string>();
        var options = new ServerOptions();
        IConfiguration configuration = Read(args, file, problems);
        OptionsBinder.Bind(options, configuration, problems);
        if (problems.Count == 0) OptionsCheck.Check(options, problems);
        return (options, configuration, problems);
    }

    private static IConfigurationRoot Read(string[] args, string? file, List<string> problems)
    {
        var roots = typeof(ServerOptions).GetProperties().Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

        // The environment is full of names that are not ours: only those of our sections are looked at.
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build().AsEnumerable()
            .Where(pair => pair.Value is not null && pair.Key.Contains(':', StringComparison.Ordinal) && roots.Contains(pair.Key.Split(':')[0]));
        try
        {
            var builder = new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, FileName), optional: true)
                .AddJsonFile(Path.Combine(Directory.GetCurrentDirectory(), FileName), optional: true);
            if (file is not null) builder.AddJsonFile(Path.GetFullPath(file), optional: false);
            return builder
                .AddInMemoryCollection(environment)
                .AddCommandLine(args)
                .Build();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or FileNotFoundException)
        {
            problems.Add(e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message);
            return new ConfigurationBuilder().Build();
        }
    }
}

using System.CommandLine;
using AttachmentPacs.Core.Configuration;
using Microsoft.Extensions.Configuration;

namespace AttachmentPacs.Cli.Commands;

/// <summary>The server's configuration as a command takes it: <c>--config FILE</c> and settings as in <c>--Http:Port=8042</c>.</summary>
internal sealed class ConfigurationArguments
{
    private readonly Option<string?> _file = new("--config")
    {
        Description = $"The server's configuration file, in place of appsettings.json in the working directory; also by {OptionsLoader.FileVariable}.", HelpName = "FILE",
    };

    private readonly Argument<string[]> _settings = new("settings")
    {
        Description = "Settings as the server takes them, as in --Http:Port=8042.", Arity = ArgumentArity.ZeroOrMore,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_file);
        command.Arguments.Add(_settings);
    }

    /// <summary>Reads and checks it as the server does.</summary>
    public LoadedConfiguration Load(ParseResult parse)
    {
        string[] settings = parse.GetValue(_settings) ?? [];
        string? file = parse.GetValue(_file);
        (ServerOptions options, IConfiguration configuration, IReadOnlyList<string> problems) =
            OptionsLoader.Load(file is null ? settings : [$"--config={file}", .. settings]);
        return new LoadedConfiguration(options, (IConfigurationRoot)configuration, problems);
    }
}

/// <summary>What the server would start with.</summary>
/// <param name="Options">The options; defaults for what could not be read.</param>
/// <param name="Sources">The sources, the winning one last.</param>
/// <param name="Problems">Why it would not start; empty if it would.</param>
internal sealed record LoadedConfiguration(ServerOptions Options, IConfigurationRoot Sources, IReadOnlyList<string> Problems);

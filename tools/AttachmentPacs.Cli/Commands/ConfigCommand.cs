using System.CommandLine;

namespace AttachmentPacs.Cli.Commands;

/// <summary><c>apacs config check</c>: loads the configuration as the server does, and tells what is wrong with it, or what it changes.</summary>
internal static class ConfigCommand
{
    private const int CannotBeUsed = 2;

    public static Command Create()
    {
        var arguments = new ConfigurationArguments();
        var check = new Command("check", "Reads the configuration as the server does: says everything that is wrong (exit code 2), or what differs from the defaults.");
        arguments.AddTo(check);
        check.SetAction(parse => Check(arguments.Load(parse), parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error));
        var config = new Command("config", "Looks at the server's configuration.");
        config.Subcommands.Add(check);
        return config;
    }

    private static int Check(LoadedConfiguration configuration, TextWriter output, TextWriter error)
    {
        if (configuration.Problems.Count > 0)
        {
            error.WriteLine("The server does not start with this configuration:");
            foreach (string problem in configuration.Problems) error.WriteLine($"- {problem}");
            return CannotBeUsed;
        }

        Setting[] settings = [.. ChangedSettings.Of(configuration.Options, configuration.Sources)];
        if (settings.Length == 0)
        {
            output.WriteLine("The configuration is sound. Every setting has its default.");
            return 0;
        }

        output.WriteLine("The configuration is sound. These settings differ from the defaults:");
        foreach (Setting setting in settings) output.WriteLine($"{setting.Key} = {setting.Value}  ({setting.Source})");
        return 0;
    }
}

using System.CommandLine;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Cli.Commands;

/// <summary><c>apacs version</c>.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Says which version this is.");
        command.SetAction(parse => parse.InvocationConfiguration.Output.WriteLine($"{Product.Name} {Product.Version}"));
        return command;
    }
}

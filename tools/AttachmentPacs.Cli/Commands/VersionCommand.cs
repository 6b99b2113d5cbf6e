using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Cli.Commands;

/// <summary><c>apacs version</c>.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var isJson = new Option<bool>("--json") { Description = "As a JSON object, with the runtime and the system." };
        var command = new Command("version", "Says which version this is.") { isJson };
        command.SetAction(parse => parse.InvocationConfiguration.Output.WriteLine(parse.GetValue(isJson) ? Json() : $"{Product.Name} {Product.Version}"));
        return command;
    }

    private static string Json() => JsonSerializer.Serialize(new
    {
        Name = Product.Name, Version = Product.Version, Runtime = RuntimeInformation.FrameworkDescription, System = RuntimeInformation.RuntimeIdentifier,
    });
}

using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using AttachmentPacs.Core.Access;

namespace AttachmentPacs.Cli.Commands;

/// <summary>
/// <c>apacs hash-password</c>: what goes into the configuration in place of a password, or of a new API key. The password is never an
/// argument: other users of the machine see those.
/// </summary>
internal static class HashPasswordCommand
{
    private const int NotTaken = 2;

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(PasswordPrompt prompt)
    {
        var name = new Argument<string>("name") { Description = "The user's name, for the lines to copy.", DefaultValueFactory = _ => "NAME" };
        var apiKey = new Option<bool>("--api-key") { Description = "Makes a new API key and shows it, once, with its hash." };
        var command = new Command("hash-password", "Makes what Http:Users keeps of a password (asked for, or a line of standard input) or of an API key.") { name, apiKey };
        command.SetAction(parse =>
        {
            TextWriter output = parse.InvocationConfiguration.Output;
            return parse.GetValue(apiKey)
                ? MakeKey(parse.GetValue(name)!, output, parse.InvocationConfiguration.Error)
                : HashPassword(parse.GetValue(name)!, prompt, output, parse.InvocationConfiguration.Error);
        });
        return command;
    }

    private static int HashPassword(string name, PasswordPrompt prompt, TextWriter output, TextWriter error)
    {
        (string? password, string? problem) = prompt.Ask(error);
        if (password is null)
        {
            error.WriteLine(problem);
            return NotTaken;
        }

        string hash = PasswordHashing.Hash(password);
        output.WriteLine(hash);
        Show(name, new { PasswordHash = hash, Roles = (string[])["Read", "Write"] }, error);
        return 0;
    }

    private static int MakeKey(string name, TextWriter output, TextWriter error)
    {
        string key = ApiKey.New();
        string hash = ApiKey.HashOf(key);
        output.WriteLine(key);
        output.WriteLine(hash);
        error.WriteLine("The first line is the key, shown this once; the second is its hash.");
        Show(name, new { ApiKeyHashes = (string[])[hash], Roles = (string[])["Read", "Write"] }, error);
        return 0;
    }

    // Beside the output, so that a script can take the hash.
    private static void Show(string name, object user, TextWriter error)
    {
        var users = new Dictionary<string, object> { ["Http"] = new Dictionary<string, object> { ["Users"] = new Dictionary<string, object> { [name] = user } } };
        error.WriteLine();
        error.WriteLine("In the server's appsettings.json (Roles: Read, Write, Delete, Admin):");
        error.WriteLine(JsonSerializer.Serialize(users, Layout));
    }
}

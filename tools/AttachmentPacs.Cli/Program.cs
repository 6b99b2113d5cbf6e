using System.CommandLine;
using AttachmentPacs.Cli.Commands;
using AttachmentPacs.Cli.Doctor;

var root = new RootCommand("Works on an AttachmentPacs archive: through a running server, or on a stopped one's store.");
root.Subcommands.Add(VersionCommand.Create());
root.Subcommands.Add(HashPasswordCommand.Create(PasswordPrompt.OfConsole()));
root.Subcommands.Add(ConfigCommand.Create());
root.Subcommands.Add(DoctorCommand.Create(TimeProvider.System));
return await root.Parse(args).InvokeAsync();

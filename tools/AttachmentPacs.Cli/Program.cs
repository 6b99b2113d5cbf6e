using System.CommandLine;
using System.CommandLine.Invocation;
using AttachmentPacs.Cli.Commands;
using AttachmentPacs.Cli.Doctor;

var root = new RootCommand("Works on an AttachmentPacs archive: through a running server, or on a stopped one's store.");
root.Subcommands.Add(VersionCommand.Create());
root.Subcommands.Add(HashPasswordCommand.Create(PasswordPrompt.OfConsole()));
root.Subcommands.Add(ConfigCommand.Create());
root.Subcommands.Add(DoctorCommand.Create(TimeProvider.System));
root.Subcommands.Add(ImportCommand.Create());
root.Subcommands.Add(ExportCommand.Create());
ParseResult parse = root.Parse(args);

// Commands that have something to bring to an end listen to signals themselves.
int status = await parse.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return parse.Action is ParseErrorAction ? ExitStatus.Usage : status;

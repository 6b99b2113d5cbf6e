using System.CommandLine;
using AttachmentPacs.Cli.Commands;

namespace AttachmentPacs.Cli.Doctor;

/// <summary><c>apacs doctor</c>: is all as it should be, and if not, what is to be done. Changes nothing. Exit code 0, 1 (warnings), 2 (problems).</summary>
internal static class DoctorCommand
{
    public static Command Create(TimeProvider time)
    {
        var arguments = new ConfigurationArguments();
        var full = new Option<bool>("--full") { Description = "Compares every index of the database with its table as well (PRAGMA integrity_check)." };
        var json = new Option<bool>("--json") { Description = "The findings as JSON." };
        var url = new Option<string?>("--url") { Description = "Address of the running server, if it is not that of the configuration.", HelpName = "URL" };
        var only = new Option<string[]>("--only") { Description = $"Only these checks: {string.Join(", ", Checkup.Names)}.", HelpName = "CHECK" };
        only.AcceptOnlyFromAmong([.. Checkup.Names]);
        var command = new Command("doctor", "Checks configuration, store, index and machine, and says what to do about what is wrong. Changes nothing.") { full, json, url, only };
        arguments.AddTo(command);
        command.SetAction(parse =>
        {
            var examination = new Examination(arguments.Load(parse), parse.GetValue(full), parse.GetValue(url), time);
            IReadOnlyList<Finding> findings = Checkup.Run(examination, parse.GetValue(only) ?? []);
            if (parse.GetValue(json)) DoctorReport.WriteJson(findings, parse.InvocationConfiguration.Output);
            else DoctorReport.WriteText(findings, parse.InvocationConfiguration.Output);
            return DoctorReport.ExitCode(findings);
        });
        return command;
    }
}

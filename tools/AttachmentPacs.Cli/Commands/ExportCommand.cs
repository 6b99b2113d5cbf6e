using System.CommandLine;
using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Cli.Export;
using AttachmentPacs.Cli.Progress;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Cli.Commands;

/// <summary><c>apacs export</c>: brings files out of an archive, into folders named by their tags (docs/command-line.md).</summary>
internal sealed class ExportCommand
{
    private const int InFlight = 4;

    private readonly Option<string[]> _patients = Ids("--patient", "Patient ID or id of a patient.");
    private readonly Option<string[]> _studies = Ids("--study", "Study Instance UID or id of a study.");
    private readonly Option<string[]> _series = Ids("--series", "Series Instance UID or id of a series.");
    private readonly Option<string[]> _instances = Ids("--instance", "SOP Instance UID or id of an instance.");
    private readonly Option<string[]> _find = new("--find") { Description = "Studies whose tag matches, with * and ?; all of several must.", HelpName = "TAG=VALUE" };
    private readonly Option<string> _to = new("--to") { Description = "Where the files go.", HelpName = "FOLDER", Required = true };
    private readonly Option<string> _layout = new("--layout") { Description = "Folders and names by tags.", HelpName = "TEMPLATE", DefaultValueFactory = _ => Layout.Default };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace files of the same instances that have other content." };
    private readonly Argument<string[]> _configuration = new("SETTING") { Description = "Configuration of the store, as in --Storage:Directory=DIR.", Arity = ArgumentArity.ZeroOrMore };
    private readonly ArchiveArguments _archive = new();

    private ExportCommand()
    {
    }

    public static Command Create()
    {
        var export = new ExportCommand();
        var command = new Command("export", "Exports DICOM files. What is in the folder already is skipped: an interrupted export is resumed by calling it again.");
        foreach (Option option in (Option[])[export._patients, export._studies, export._series, export._instances, export._find, export._to, export._layout, export._overwrite]) command.Options.Add(option);
        command.Arguments.Add(export._configuration);
        export._archive.AddTo(command);
        command.SetAction((parse, _) => Guarded.RunAsync(parse, () => export.RunAsync(parse)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse)
    {
        (List<string> names, List<string> configuration) = Guarded.Split(parse.GetValue(_configuration) ?? []);
        if (names.Count > 0) throw new UsageException($"{Printable.Of(names[0])} is no setting: expected --Key:Name=value; what to export is named with --study and the like");
        List<Selection> selections = Selections(parse);
        Layout layout = Layout.Parse(parse.GetValue(_layout)!);
        Uri? url = _archive.Url(parse, configuration);
        ServerOptions? options = url is null ? _archive.Options(parse, configuration) : null;
        int parallel = _archive.Parallel(parse) ?? InFlight;
        string folder = Path.GetFullPath(parse.GetValue(_to)!);
        using var notices = new Notices(parse.InvocationConfiguration.Error);
        using var stop = new Stop(notices);
        using ReportFile? report = _archive.ReportPath(parse) is { } path
            ? new ReportFile(path, "export", url?.ToString() ?? Path.GetFullPath(options!.Storage.Directory), TimeProvider.System)
            : null;
        var tally = new ExportTally((instance, path, message) => report?.Add(json =>
        {
            json.WriteString("Instance", instance);
            json.WriteString("Path", path);
            json.WriteString("Outcome", nameof(ExportKind.Failed));
            json.WriteString("Message", message);
        }));
        var telling = new Telling(tally, new ExportSummary(tally, TimeProvider.System), report, notices);
        return await stop.HeedAsync(async () =>
        {
            IExportSource source = await OpenAsync(parse, url, options, telling, stop.Asked).ConfigureAwait(false);
            try
            {
                var run = new ExportRun(source, new ExportFile(source, layout, folder, parse.GetValue(_overwrite)), layout, tally, parallel);
                return await ExportAsync(parse, selections, folder, run, telling, stop).ConfigureAwait(false);
            }
            finally
            {
                if (!stop.Abandoned.IsCancellationRequested) await source.DisposeAsync().ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }

    private async Task<int> ExportAsync(ParseResult parse, List<Selection> selections, string folder, ExportRun run, Telling telling, Stop stop)
    {
        TextWriter error = parse.InvocationConfiguration.Error;
        (ExportTally tally, ExportSummary summary, ReportFile? report, Notices notices) = telling;
        var display = new ProgressDisplay(notices, error, !Console.IsErrorRedirected, _archive.WantsProgress(parse), TimeProvider.System);
        await display.ShowAsync(summary.Line, run.RunAsync(selections, stop.Asked, stop.Abandoned)).ConfigureAwait(false);
        int status = stop.Status ?? (run.Fatal is not null ? ExitStatus.Unavailable : tally.Of(ExportKind.Failed) > 0 ? ExitStatus.SomeFailed : ExitStatus.Done);
        summary.Write(parse.InvocationConfiguration.Output, folder, _archive.ReportPath(parse));
        status = report?.End(status, error, json => summary.Write(json, status, run.Fatal?.Message)) ?? status;
        if (run.Fatal is { } fatal) await error.WriteLineAsync($"The export has ended early: {Printable.Of(fatal.Message)} Call it again to go on where it was.").ConfigureAwait(false);
        return status;
    }

    private static Option<string[]> Ids(string name, string description) => new(name) { Description = description, HelpName = "ID" };

    private List<Selection> Selections(ParseResult parse)
    {
        List<Selection> selections = [];
        foreach ((Option<string[]> option, ResourceLevel level) in (ReadOnlySpan<(Option<string[]>, ResourceLevel)>)
            [(_patients, ResourceLevel.Patient), (_studies, ResourceLevel.Study), (_series, ResourceLevel.Series), (_instances, ResourceLevel.Instance)])
        {
            selections.AddRange((parse.GetValue(option) ?? []).Select(name => new Selection(level, name, [])));
        }

        (uint, string)[] find = [.. (parse.GetValue(_find) ?? []).Select(Pattern)];
        if (find.Length > 0) selections.Add(new Selection(ResourceLevel.Study, null, find));
        return selections.Count > 0 ? selections : throw new UsageException("Say what to export: --patient, --study, --series, --instance or --find");
    }

    private static (uint Tag, string Pattern) Pattern(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || !TagText.TryParse(text.AsSpan(0, equals).Trim(), out uint tag)) throw new UsageException($"--find {Printable.Of(text)}: expected TAG=VALUE, the tag as a keyword of the standard, written as there, or as a number: PatientName=DOE*, 0010,0010=DOE*");
        bool isMain = MainTags.Of(ResourceLevel.Study).Contains(tag) || MainTags.Of(ResourceLevel.Patient).Contains(tag);
        return isMain ? (tag, text[(equals + 1)..]) : throw new UsageException($"--find {TagText.Describe(tag)}: only main tags of studies and patients are searched (docs/command-line.md lists them)");
    }

    private async Task<IExportSource> OpenAsync(ParseResult parse, Uri? url, ServerOptions? options, Telling telling, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(parse, url, options, telling.Notices, cancellationToken).ConfigureAwait(false);
        }
        catch (ArchiveUnavailableException e)
        {
            telling.Report?.End(ExitStatus.Unavailable, parse.InvocationConfiguration.Error, json => telling.Summary.Write(json, ExitStatus.Unavailable, e.Message));
            throw;
        }
    }

    private async Task<IExportSource> OpenAsync(ParseResult parse, Uri? url, ServerOptions? options, Notices notices, CancellationToken cancellationToken)
    {
        if (url is not null) return new RestSource(new RestConnection(url, _archive.Credentials(parse), _archive.Retry(parse), notices, TimeProvider.System) { Stop = cancellationToken });
        if (!LocalArchive.Exists(options!)) throw new ArchiveUnavailableException($"There is no store at {Path.GetFullPath(options!.Storage.Directory)} with its index at {Path.GetFullPath(options.Database.Sqlite.Path)}: name them with --Storage:Directory and --Database:Sqlite:Path, or a server with --url");
        return new StoreSource(await LocalArchive.OpenAsync(options!, TimeProvider.System, notices, isToWrite: false, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Where what happens is told.</summary>
    private sealed record Telling(ExportTally Tally, ExportSummary Summary, ReportFile? Report, Notices Notices);
}

using System.CommandLine;
using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Cli.Import;
using AttachmentPacs.Cli.Import.Sources;
using AttachmentPacs.Cli.Progress;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Cli.Commands;

/// <summary><c>apacs import</c>: brings folders, files, archives and media into an archive (docs/command-line.md).</summary>
internal sealed class ImportCommand
{
    // Blocking reads and writes must not keep the other workers waiting for a thread.
    private const int Threads = 32;

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Folders, DICOM files, ZIP archives, DICOMDIR files; and configuration of the store, as in --Storage:Directory=DIR.", Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what would be imported." };
    private readonly ArchiveArguments _archive = new();

    private ImportCommand()
    {
    }

    public static Command Create()
    {
        var import = new ImportCommand();
        var command = new Command("import", "Imports DICOM files. What is in the archive already is skipped: an interrupted import is resumed by calling it again.");
        command.Arguments.Add(import._paths);
        command.Options.Add(import._dryRun);
        import._archive.AddTo(command);
        command.SetAction((parse, _) => Guarded.RunAsync(parse, () => import.RunAsync(parse)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse)
    {
        (List<string> paths, List<string> configuration) = Guarded.Split(parse.GetValue(_paths) ?? []);
        Uri? url = _archive.Url(parse, configuration);
        ServerOptions? options = url is null ? _archive.Options(parse, configuration) : null;
        if (paths.Count == 0) throw new UsageException("Name at least one PATH to import");
        if (paths.Find(path => !Path.Exists(path)) is { } missing) throw new UsageException($"There is no file or folder {Printable.Of(missing)}");
        int? parallel = _archive.Parallel(parse);
        TextWriter error = parse.InvocationConfiguration.Error;
        using var notices = new Notices(error);
        using var stop = new Stop(notices);
        bool isDryRun = parse.GetValue(_dryRun);
        string? reportPath = _archive.ReportPath(parse);
        using ReportFile? report = reportPath is null ? null : new ReportFile(reportPath, "import", url?.ToString() ?? Path.GetFullPath(options!.Storage.Directory), TimeProvider.System);
        var tally = new ImportTally((path, result) => report?.Add(json =>
        {
            json.WriteString("Path", path);
            json.WriteString("Outcome", result.Kind.ToString());
            json.WriteString("Reason", result.Reason);
            json.WriteString("Message", result.Message);
        }));
        var summary = new ImportSummary(tally, isDryRun, TimeProvider.System);
        IImportTarget target;
        try
        {
            target = await OpenAsync(parse, url, options, notices, isDryRun, stop.Asked).ConfigureAwait(false);
        }
        catch (ArchiveUnavailableException e)
        {
            report?.End(ExitStatus.Unavailable, error, json => summary.Write(json, ExitStatus.Unavailable, e.Message));
            throw;
        }

        var display = new ProgressDisplay(notices, error, !Console.IsErrorRedirected, _archive.WantsProgress(parse), TimeProvider.System);
        using var run = new ImportRun(target, tally, parallel ?? target.Parallel, alwaysAsk: isDryRun);
        using var sources = new ImportSources(paths, target.Limits);
        if (display.IsLive) _ = Task.Run(() => summary.Expect(sources.Count(stop.Asked)), stop.Asked);
        ThreadPool.SetMinThreads(Threads, Threads);
        await display.ShowAsync(summary.Line, run.RunAsync(sources.FindAsync(stop.Asked), stop.Asked, stop.Abandoned)).ConfigureAwait(false);

        // What was abandoned may still hold the store: the end of the process gives it free, and the next start tidies up.
        if (!stop.Abandoned.IsCancellationRequested) await target.DisposeAsync().ConfigureAwait(false);
        int status = stop.Status ?? (run.Fatal is not null ? ExitStatus.Unavailable : tally.Bad > 0 ? ExitStatus.SomeFailed : ExitStatus.Done);
        summary.Write(parse.InvocationConfiguration.Output, target.Name, reportPath);
        status = report?.End(status, error, json => summary.Write(json, status, run.Fatal?.Message)) ?? status;
        if (notices.Rest() is { Length: > 0 } rest) await error.WriteLineAsync(rest).ConfigureAwait(false);
        if (run.Fatal is { } fatal) await error.WriteLineAsync($"The import has ended early: {Printable.Of(fatal.Message)} Call it again to go on where it was.").ConfigureAwait(false);
        return status;
    }

    private async Task<IImportTarget> OpenAsync(
        ParseResult parse, Uri? url, ServerOptions? options, Notices notices, bool isDryRun, CancellationToken cancellationToken)
    {
        IImportTarget? target = null;
        if (url is not null)
        {
            var server = new RestConnection(url, _archive.Credentials(parse), _archive.Retry(parse), notices, TimeProvider.System);
            target = await RestTarget.OpenAsync(server, cancellationToken).ConfigureAwait(false);
        }
        else if (!isDryRun || LocalArchive.Exists(options!))
        {
            target = new StoreTarget(await LocalArchive.OpenAsync(options!, TimeProvider.System, notices, cancellationToken).ConfigureAwait(false));
        }

        return isDryRun ? new DryRunTarget(target, target?.Name ?? Path.GetFullPath(options!.Storage.Directory)) : target!;
    }
}

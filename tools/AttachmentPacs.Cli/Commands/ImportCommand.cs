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
        using var notices = new Notices(parse.InvocationConfiguration.Error);
        using var stop = new Stop(notices);
        using ReportFile? report = _archive.ReportPath(parse) is { } path
            ? new ReportFile(path, "import", url?.ToString() ?? Path.GetFullPath(options!.Storage.Directory), TimeProvider.System)
            : null;
        var tally = new ImportTally((path, result) => report?.Add(json =>
        {
            json.WriteString("Path", path);
            json.WriteString("Outcome", result.Kind.ToString());
            json.WriteString("Reason", result.Reason);
            json.WriteString("Message", result.Message);
        }));
        var telling = new Telling(tally, new ImportSummary(tally, parse.GetValue(_dryRun), TimeProvider.System), report, notices);
        return await stop.HeedAsync(async () =>
        {
            IImportTarget target = await OpenAsync(parse, url, options, telling, stop.Asked).ConfigureAwait(false);
            try
            {
                return await ImportAsync(parse, paths, target, parallel ?? target.Parallel, telling, stop).ConfigureAwait(false);
            }
            finally
            {
                // What was abandoned may still hold the store: the end of the process gives it free, and the next start tidies up.
                if (!stop.Abandoned.IsCancellationRequested) await target.DisposeAsync().ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }

    private async Task<int> ImportAsync(ParseResult parse, List<string> paths, IImportTarget target, int parallel, Telling telling, Stop stop)
    {
        TextWriter error = parse.InvocationConfiguration.Error;
        (ImportTally tally, ImportSummary summary, ReportFile? report, Notices notices) = telling;
        var display = new ProgressDisplay(notices, error, !Console.IsErrorRedirected, _archive.WantsProgress(parse), TimeProvider.System);
        using var run = new ImportRun(target, tally, parallel, alwaysAsk: parse.GetValue(_dryRun));
        using var sources = new ImportSources(paths, target.Limits);
        using var counting = CancellationTokenSource.CreateLinkedTokenSource(stop.Asked);
        Task count = display.IsLive ? Task.Run(() => summary.Expect(sources.Count(counting.Token)), CancellationToken.None) : Task.CompletedTask;
        ThreadPool.SetMinThreads(Threads, Threads);
        await display.ShowAsync(summary.Line, run.RunAsync(sources.FindAsync(stop.Asked), stop.Asked, stop.Abandoned)).ConfigureAwait(false);

        // The number was for the bar alone.
        await counting.CancelAsync().ConfigureAwait(false);
        await count.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        int status = stop.Status ?? (run.Fatal is not null ? ExitStatus.Unavailable : tally.Bad > 0 ? ExitStatus.SomeFailed : ExitStatus.Done);
        summary.Write(parse.InvocationConfiguration.Output, target.Name, _archive.ReportPath(parse));
        status = report?.End(status, error, json => summary.Write(json, status, run.Fatal?.Message)) ?? status;
        if (notices.Rest() is { Length: > 0 } rest) await error.WriteLineAsync(rest).ConfigureAwait(false);
        if (run.Fatal is { } fatal) await error.WriteLineAsync($"The import has ended early: {Printable.Of(fatal.Message)} Call it again to go on where it was.").ConfigureAwait(false);
        return status;
    }

    private async Task<IImportTarget> OpenAsync(ParseResult parse, Uri? url, ServerOptions? options, Telling telling, CancellationToken cancellationToken)
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

    private async Task<IImportTarget> OpenAsync(ParseResult parse, Uri? url, ServerOptions? options, Notices notices, CancellationToken cancellationToken)
    {
        bool isDryRun = parse.GetValue(_dryRun);
        IImportTarget? target = null;
        if (url is not null)
        {
            var server = new RestConnection(url, _archive.Credentials(parse), _archive.Retry(parse), notices, TimeProvider.System) { Stop = cancellationToken };
            target = await RestTarget.OpenAsync(server, cancellationToken).ConfigureAwait(false);
        }
        else if (!isDryRun || LocalArchive.Exists(options!))
        {
            target = new StoreTarget(await LocalArchive.OpenAsync(options!, TimeProvider.System, notices, isToWrite: true, cancellationToken).ConfigureAwait(false));
        }

        return isDryRun ? new DryRunTarget(target, target?.Name ?? Path.GetFullPath(options!.Storage.Directory)) : target!;
    }

    /// <summary>Where what happens is told.</summary>
    private sealed record Telling(ImportTally Tally, ImportSummary Summary, ReportFile? Report, Notices Notices);
}

using AttachmentPacs.Cli.Archives;

namespace AttachmentPacs.Cli.Export;

/// <summary>Brings what is selected to a folder, a few files at a time.</summary>
internal sealed class ExportRun(IExportSource source, ExportFile files, Layout layout, ExportTally tally, int parallel)
{
    /// <summary>Why the run could not go on; null if it did.</summary>
    public ArchiveUnavailableException? Fatal { get; private set; }

    /// <summary>Returns when all is there, or what was under way when it was stopped.</summary>
    public async Task RunAsync(IReadOnlyList<Selection> selections, CancellationToken stop, CancellationToken abandon)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = stop };
        foreach (Selection selection in selections)
        {
            try
            {
                await Parallel.ForEachAsync(source.FindAsync(selection, stop), options, (instance, _) => WriteAsync(instance, abandon)).ConfigureAwait(false);
            }
            catch (NotExportableException e)
            {
                tally.Fail(selection.ToString(), null, e.Message);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested || abandon.IsCancellationRequested)
            {
                return;
            }
            catch (ArchiveUnavailableException e)
            {
                Fatal = e;
                return;
            }
            catch (IOException e)
            {
                Fatal = new ArchiveUnavailableException(e.Message, e);
                return;
            }
        }
    }

    private async ValueTask WriteAsync(ExportInstance instance, CancellationToken abandon)
    {
        try
        {
            (ExportKind kind, _, long size) = await files.WriteAsync(instance, abandon).ConfigureAwait(false);
            tally.Add(kind, size);
        }
        catch (NotExportableException e)
        {
            tally.Fail(instance.Id.ToString(), layout.PathOf(instance.Tags), e.Message);
        }
    }
}

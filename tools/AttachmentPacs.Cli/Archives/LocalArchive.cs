using AttachmentPacs.Cli.Progress;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Cli.Archives;

/// <summary>
/// The store of a stopped server, opened and closed as the server does it: its lock is held, the start is noted before the first change and
/// a clean stop after the last one, so that whoever opens it next after a kill looks for what was left unfinished.
/// </summary>
internal sealed class LocalArchive : IAsyncDisposable
{
    // As the server does: an index restored from a copy that is younger than the last mark is not noticed as older.
    private static readonly TimeSpan MarkEvery = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _swept = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Notices _notices;
    private readonly CancellationToken _asked;
    private readonly Task _upkeep;

    private LocalArchive(Archive archive, ServerOptions options, TimeProvider time, Notices notices, bool isToWrite, CancellationToken asked)
    {
        Archive = archive;
        Options = options;
        _notices = notices;
        _asked = asked;
        if (!isToWrite) _swept.SetResult();
        _upkeep = Task.Run(() => KeepAsync(time), CancellationToken.None);
    }

    public Archive Archive { get; }

    public ServerOptions Options { get; }

    /// <summary>Whether there is anything to open: an import may make a store, but what only reads must not.</summary>
    public static bool Exists(ServerOptions options) => Directory.Exists(options.Storage.Directory) && File.Exists(options.Database.Sqlite.Path);

    /// <summary>Opens it; makes it if there is none, and says so.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="time">For what is done from time to time.</param>
    /// <param name="notices">Where what happens is told.</param>
    /// <param name="isToWrite">After an unclean stop files that no row names are removed beside the work. Not for whoever only reads: they may be all that is left of an instance.</param>
    /// <param name="cancellationToken">Gives up, and does not let that removal end.</param>
    /// <exception cref="ArchiveUnavailableException">A server or another program has it open, or it cannot be used.</exception>
    public static async Task<LocalArchive> OpenAsync(
        ServerOptions options, TimeProvider time, Notices notices, bool isToWrite, CancellationToken cancellationToken)
    {
        try
        {
            if (!Exists(options)) notices.Say($"There was no store at {Path.GetFullPath(options.Storage.Directory)} with its index at {Path.GetFullPath(options.Database.Sqlite.Path)}: a new one is made.");
            Archive archive = await Archive.OpenAsync(options, time, notices.Logs).ConfigureAwait(false);
            try
            {
                await archive.Guard.StartAsync(cancellationToken).ConfigureAwait(false);
                return new LocalArchive(archive, options, time, notices, isToWrite, cancellationToken);
            }
            catch
            {
                await archive.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ArchiveUnavailableException($"{e.Message} If a server runs on this store, send through it: --url http://127.0.0.1:{options.Http.Port}", e);
        }
    }

    /// <summary>Notes a clean stop, unless writes are still under way, and gives the store free.</summary>
    public async ValueTask DisposeAsync()
    {
        // What a kill before has left is gone when a whole run has ended.
        await _swept.Task.WaitAsync(_asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _upkeep.ConfigureAwait(false);
        try
        {
            await Archive.Guard.StopAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // As on a full disk. What was stored is stored; that the stop was clean is only not known.
            _notices.Say($"A clean stop could not be noted ({e.Message}): the next start looks for what was left unfinished.");
        }
        finally
        {
            await Archive.DisposeAsync().ConfigureAwait(false);
            _stop.Dispose();
        }
    }

    /// <summary>What the server does beside its requests: sweeps after an unclean stop, and notes in the folder how far the index has come.</summary>
    private async Task KeepAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(MarkEvery, time);
        try
        {
            do
            {
                if (!_swept.Task.IsCompleted) await Archive.Guard.SweepAsync(_stop.Token).ConfigureAwait(false);
                _swept.TrySetResult();
                await Archive.Guard.NoteAsync(_stop.Token).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The end has come: what the sweep has not seen is left to the next start.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // Tidying only: the next start does it again, as no clean stop is noted.
            _notices.Say($"Tidying the store beside the work has failed ({e.Message}): the next start of the server does it.");
        }
        finally
        {
            _swept.TrySetResult();
        }
    }
}

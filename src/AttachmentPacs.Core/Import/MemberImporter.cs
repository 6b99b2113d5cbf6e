using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Zip;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Import;

/// <summary>
/// The way in for uploads that hold several files. All of them together hold at most 64 small members (64 MiB) in memory beside what
/// <see cref="IngestPipeline"/> needs for each. Safe for use by many threads.
/// </summary>
public sealed class MemberImporter(IngestPipeline pipeline, ILogger<MemberImporter> log) : IDisposable
{
    private const int Slots = 64;

    private readonly SemaphoreSlim _slots = new(Slots);

    internal ILogger Log { get; } = log;

    /// <summary>Stores what is fed to a session, and returns when the fate of every member is known.</summary>
    /// <param name="origin">Who sends them.</param>
    /// <param name="limits">What the archives among them may come to together.</param>
    /// <param name="feed">Hands over the members.</param>
    /// <exception cref="ImportException">It ended before its last member, and why: what a single upload would have thrown.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<ImportReport> RunAsync(IngestOrigin origin, ZipLimits limits, Func<ImportSession, Task> feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        var session = new ImportSession(this, origin, limits);
        try
        {
            await feed(session).ConfigureAwait(false);
            await session.DrainAsync().ConfigureAwait(false);
            return session.Report;
        }
        catch (OperationCanceledException)
        {
            await session.GiveUpAsync().ConfigureAwait(false);
            throw;
        }
        catch (Exception e)
        {
            await session.GiveUpAsync().ConfigureAwait(false);
            throw new ImportException(e is MemberFailedException failed ? failed.Cause : e, session.Report);
        }
        finally
        {
            session.LogRest();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    internal bool TryTakeSlot() => _slots.Wait(0);

    internal void GiveSlot() => _slots.Release();

    internal Task<MemberOutcome> StoreAsync(Stream content, IngestOrigin origin, CancellationToken cancellationToken) =>
        MemberOutcome.StoreAsync(pipeline, content, origin, cancellationToken);

    /// <summary>Stores what is whole in memory, and gives back memory and slot.</summary>
    internal async Task<MemberOutcome> StoreSmallAsync(MemberHead head, IngestOrigin origin, CancellationToken cancellationToken)
    {
        try
        {
            return await StoreAsync(head.Join(Stream.Null), origin, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            head.Dispose();
            GiveSlot();
        }
    }
}

using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Commitment;

/// <summary>
/// Storage commitment as SCP (PS3.4 Annex J): 1. the request is kept, durably, and only then answered; 2. each instance is read from the medium
/// and its outcome kept; 3. the report is delivered, again and again if it must be; 4. the end is kept, too. Each step is durable before the
/// next, so that whatever a kill interrupts is taken up at the next start. Also ends requests of ours for which no report comes. Thread-safe.
/// </summary>
public sealed class CommitmentService(
    IIndex index, CommitmentVerifier verifier, DicomOptions options, TimeProvider time, ILogger<CommitmentService> log, ICommitmentDelivery? delivery = null)
    : IDisposable
{
    /// <summary>Most instances of one request.</summary>
    public const int MostReferences = 250_000;

    // One large request must not keep the small ones waiting.
    private const int Workers = 4;
    private const int LongestTitle = 16;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    private readonly CommitmentWork _work = new(index, verifier, options, time, log, delivery);
    private readonly SemaphoreSlim _claim = new(1);
    private readonly HashSet<long> _claimed = [];
    private readonly SemaphoreSlim _wake = new(0);

    /// <summary>Takes the request of an N-ACTION. The report may be delivered before this returns.</summary>
    /// <param name="transactionUid">Transaction UID (0008,1195).</param>
    /// <param name="remoteAeTitle">Who asks.</param>
    /// <param name="calledAeTitle">Under which title it calls us.</param>
    /// <param name="modality">Its name in the configuration; empty if it has none.</param>
    /// <param name="references">Referenced SOP Sequence (0008,1199); one that repeats counts once.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="IndexUnavailableException">It cannot be kept now: the N-ACTION is answered with 0213.</exception>
    public async Task<CommitmentReception> ReceiveAsync(
        string transactionUid, string remoteAeTitle, string calledAeTitle, string modality, IReadOnlyList<SopReference> references,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(references);
        if (!DicomUid.IsOne(transactionUid) || !IsTitle(remoteAeTitle) || !IsTitle(calledAeTitle) || references.Count == 0) return CommitmentReception.Invalid;
        if (references.Count > MostReferences) return CommitmentReception.TooMany;
        if (references.Any(each => !DicomUid.IsOne(each.SopClassUid) || !DicomUid.IsOne(each.SopInstanceUid))) return CommitmentReception.Invalid;
        var asked = new NewCommitment(
            CommitmentRole.Asked, transactionUid, remoteAeTitle, calledAeTitle, modality, time.GetUtcNow(), [.. references.Distinct()]);
        CommitmentAddition addition = await index.AddCommitmentAsync(asked, options.CommitmentReports, cancellationToken).ConfigureAwait(false);
        if (addition is CommitmentAddition.Added or CommitmentAddition.Repeated) _wake.Release();
        return addition switch
        {
            CommitmentAddition.Added => CommitmentReception.Taken,
            CommitmentAddition.Repeated => CommitmentReception.Repeated,
            CommitmentAddition.Conflict => CommitmentReception.DuplicateTransaction,
            _ => CommitmentReception.TooMany,
        };
    }

    /// <summary>Works until it is stopped, on what was left from before, too.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(stop)));

    /// <summary>Does what is due now, one after the other, and returns how many there were.</summary>
    public async Task<int> RoundAsync(CancellationToken cancellationToken)
    {
        int count = 0;
        while (await TakeAsync(cancellationToken).ConfigureAwait(false) is { } row)
        {
            try
            {
                await _work.DoAsync(row, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await ReleaseAsync(row).ConfigureAwait(false);
            }

            count++;
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _claim.Dispose();
        _wake.Dispose();
        _work.Dispose();
    }

    private static bool IsTitle(string title) =>
        title is { Length: > 0 and <= LongestTitle } && title.All(each => each is >= ' ' and < '\u007f' and not '\\') && title.Trim().Length > 0;

    private async Task WorkAsync(CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stop).ConfigureAwait(false);
                await _wake.WaitAsync(Poll, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Mostly the index: it is asked again later.
                log.CommitmentsFailed(e);
                await Task.Delay(Poll, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Asked for and claimed under one lock, and released under it: what another worker has just done is never seen as it was before.
    private async Task<CommitmentRow?> TakeAsync(CancellationToken cancellationToken)
    {
        await _claim.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            CommitmentRole? role = delivery is null ? CommitmentRole.Asking : null;
            foreach (CommitmentRow row in await index.DueCommitmentsAsync(time.GetUtcNow(), role, _claimed.Count + 1, cancellationToken).ConfigureAwait(false))
            {
                if (_claimed.Add(row.Key)) return row;
            }

            return null;
        }
        finally
        {
            _claim.Release();
        }
    }

    private async Task ReleaseAsync(CommitmentRow row)
    {
        await _claim.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        _claimed.Remove(row.Key);
        _claim.Release();
    }
}

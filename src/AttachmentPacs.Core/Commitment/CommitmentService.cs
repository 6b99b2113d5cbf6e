using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Modalities;
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

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    private readonly CommitmentWork _work = new(index, verifier, options, time, log, delivery);
    private readonly CommitmentQueue _queue = new(index, options, time, delivery is not null);
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
        if (!DicomUid.IsOne(transactionUid) || !AeTitles.IsValid(AeTitles.Trim(remoteAeTitle)) || !AeTitles.IsValid(AeTitles.Trim(calledAeTitle)) || references.Count == 0) return CommitmentReception.Invalid;
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

    /// <summary>Does what is due now, one step after the other; returns how many reports it tried to deliver and requests of ours it gave up.</summary>
    public async Task<int> RoundAsync(CancellationToken cancellationToken)
    {
        int count = 0;
        while (await _queue.TakeAsync(cancellationToken).ConfigureAwait(false) is { } row)
        {
            bool isDone = false;
            try
            {
                isDone = await _work.DoAsync(row, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await _queue.GiveBackAsync(row, isDone).ConfigureAwait(false);
            }

            if (row.Role == CommitmentRole.Asking || CommitmentQueue.IsDelivery(row)) count++;
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _queue.Dispose();
        _wake.Dispose();
        _work.Dispose();
    }

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
}

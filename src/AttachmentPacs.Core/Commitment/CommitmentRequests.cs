using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Commitment;

/// <summary>As many storage commitments as may be are unfinished.</summary>
public sealed class CommitmentLimitException(int most)
    : IOException($"{most} storage commitments wait for their reports already: ask again later, or raise Dicom:CommitmentReports");

/// <summary>What became of a report that came.</summary>
public enum CommitmentReceipt
{
    /// <summary>It is kept: 0000.</summary>
    Taken,

    /// <summary>It has come before: 0000, nothing is changed.</summary>
    Repeated,

    /// <summary>Nobody asked for it: 0110.</summary>
    Unknown,
}

/// <summary>
/// Storage commitment as SCU (PS3.4 Annex J): a request is kept before its N-ACTION is sent, so that its report finds it however fast, and after
/// a restart, too. Thread-safe.
/// </summary>
public sealed class CommitmentRequests(IIndex index, DicomOptions options, TimeProvider time, ILogger<CommitmentRequests> log)
{
    private const int Batch = 10_000;
    private const int ForgottenAtOnce = 100;

    /// <summary>Keeps a new request, durably; returns its Transaction UID. Then the N-ACTION is sent.</summary>
    /// <param name="remoteAeTitle">Who is asked: the title whose report is taken.</param>
    /// <param name="localAeTitle">Under which title we ask.</param>
    /// <param name="modality">Name of the other in the configuration.</param>
    /// <param name="references">The instances, 1 or more.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CommitmentLimitException">Too many wait.</exception>
    /// <exception cref="InvalidDataException">No instances, or one of them is not made of UIDs.</exception>
    public async Task<string> CreateAsync(
        string remoteAeTitle, string localAeTitle, string modality, IReadOnlyList<SopReference> references, CancellationToken cancellationToken)
    {
        IReadOnlyList<SopReference> distinct = CommitmentReferences.Checked(references);
        if (distinct.Count == 0) throw new InvalidDataException("There are no instances to ask storage commitment for");
        string uid = DicomUid.New();
        var asked = new NewCommitment(CommitmentRole.Asking, uid, remoteAeTitle, localAeTitle, modality, time.GetUtcNow() + options.CommitmentWaitFor, distinct);
        CommitmentAddition addition = await index.AddCommitmentAsync(asked, options.CommitmentReports, cancellationToken).ConfigureAwait(false);
        return addition == CommitmentAddition.TooMany ? throw new CommitmentLimitException(options.CommitmentReports) : uid;
    }

    /// <summary>Notes that the N-ACTION could not be sent, or was refused. One whose report has come is left alone; accepted ones need no note.</summary>
    /// <param name="transactionUid">Of the request.</param>
    /// <param name="remoteAeTitle">Who was asked.</param>
    /// <param name="problem">What happened, as a sentence; shown to whoever looks for the outcome.</param>
    public async Task FailAsync(string transactionUid, string remoteAeTitle, string problem)
    {
        if (await FindRowAsync(transactionUid, remoteAeTitle, CancellationToken.None).ConfigureAwait(false) is not { State: CommitmentState.Pending } row) return;
        var step = new CommitmentStep(row.Key, CommitmentState.Pending, CommitmentState.GivenUp, null, 0, null, problem, []);
        if (!await index.AdvanceCommitmentAsync(step, CancellationToken.None).ConfigureAwait(false)) return;
        log.CommitmentGivenUp(transactionUid, remoteAeTitle, problem);
        await ForgetAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Takes the report of an N-EVENT-REPORT, durably, before it is answered. What it does not name has failed, and what it names both ways, too;
    /// what was not asked for is passed over. One that comes after the request was given up counts nevertheless.
    /// </summary>
    public async Task<CommitmentReceipt> TakeAsync(CommitmentReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        CommitmentRow? row = await FindRowAsync(report.TransactionUid, report.RemoteAeTitle, cancellationToken).ConfigureAwait(false);
        if (row is null)
        {
            if (DicomUid.IsOne(report.TransactionUid)) log.CommitmentUnknown(report.RemoteAeTitle, report.TransactionUid);
            return CommitmentReceipt.Unknown;
        }

        if (row.State == CommitmentState.Done) return CommitmentReceipt.Repeated;
        CommitmentOutcome[] outcomes = await OutcomesAsync(row, report, cancellationToken).ConfigureAwait(false);
        var step = new CommitmentStep(row.Key, row.State, CommitmentState.Done, time.GetUtcNow(), 0, null, "", outcomes);
        if (!await index.AdvanceCommitmentAsync(step, CancellationToken.None).ConfigureAwait(false)) return CommitmentReceipt.Repeated;
        int safe = outcomes.Count(each => each.Outcome == FailureReason.None);
        log.CommitmentAnswered(row.TransactionUid, row.RemoteAeTitle, safe, outcomes.Length - safe);
        await ForgetAsync().ConfigureAwait(false);
        return CommitmentReceipt.Taken;
    }

    /// <summary>How a request stands; null if there is none of this Transaction UID, or it has been forgotten.</summary>
    public async Task<CommitmentStatus?> FindAsync(string transactionUid, CancellationToken cancellationToken)
    {
        if (await FindRowAsync(transactionUid, null, cancellationToken).ConfigureAwait(false) is not { } row) return null;
        List<SopReference> succeeded = [];
        List<FailedReference> failed = [];
        if (row.State == CommitmentState.Pending) return new CommitmentStatus(row, succeeded, failed);
        await foreach (CommitmentItem item in ItemsAsync(row, cancellationToken).ConfigureAwait(false))
        {
            if (item.Outcome == FailureReason.None) succeeded.Add(item.Reference);
            else failed.Add(new FailedReference(item.Reference, item.Outcome ?? FailureReason.ProcessingFailure));
        }

        return new CommitmentStatus(row, succeeded, failed);
    }

    private async Task<CommitmentOutcome[]> OutcomesAsync(CommitmentRow row, CommitmentReport report, CancellationToken cancellationToken)
    {
        HashSet<SopReference> safe = [.. report.Succeeded];
        HashSet<string> safeOfAnyClass = [.. report.Succeeded.Select(each => each.SopInstanceUid)];
        var failed = new Dictionary<string, int>();
        foreach ((SopReference reference, int reason) in report.Failed) failed[reference.SopInstanceUid] = reason == FailureReason.None ? FailureReason.ProcessingFailure : reason;
        List<CommitmentOutcome> outcomes = [];
        await foreach ((int number, SopReference reference, int? _) in ItemsAsync(row, cancellationToken).ConfigureAwait(false))
        {
            int outcome = failed.TryGetValue(reference.SopInstanceUid, out int reason) ? reason
                : safe.Contains(reference) ? FailureReason.None
                : safeOfAnyClass.Contains(reference.SopInstanceUid) ? FailureReason.ClassInstanceConflict
                : FailureReason.ProcessingFailure;
            outcomes.Add(new CommitmentOutcome(number, outcome));
        }

        return [.. outcomes];
    }

    private async IAsyncEnumerable<CommitmentItem> ItemsAsync(
        CommitmentRow row, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int since = 0; ; since += Batch)
        {
            IReadOnlyList<CommitmentItem> items = await index.CommitmentItemsAsync(row.Key, since, Batch, openOnly: false, cancellationToken).ConfigureAwait(false);
            foreach (CommitmentItem item in items) yield return item;
            if (items.Count < Batch) yield break;
        }
    }

    private ValueTask<CommitmentRow?> FindRowAsync(string transactionUid, string? remoteAeTitle, CancellationToken cancellationToken) =>
        index.CommitmentAsync(CommitmentRole.Asking, transactionUid, remoteAeTitle, cancellationToken);

    private Task<int> ForgetAsync() => index.ForgetCommitmentsAsync(options.CommitmentReports, ForgottenAtOnce, CancellationToken.None);
}

using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Telemetry;
using AttachmentPacs.Index;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Commitment;

/// <summary>What is done with a storage commitment that is due: verified, reported, put off, given up. Thread-safe; each row by one thread at a time.</summary>
internal sealed class CommitmentWork(
    IIndex index, CommitmentVerifier verifier, DicomOptions options, TimeProvider time, ILogger log, ICommitmentDelivery? delivery) : IDisposable
{
    /// <summary>Longest time between two attempts.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    // Instances whose outcomes are kept together: what a kill takes back, and what is in memory at once.
    private const int Batch = 1000;

    // Files read at the same time by one request.
    private const int Readers = 4;
    private const int MostLines = 100;
    private const int ForgottenAtOnce = 100;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    // What was found this long ago is looked up once more before it is told.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly LineLimit _lines = new(time, MostLines);

    /// <summary>How long to wait after so many attempts and one more.</summary>
    public static TimeSpan Pause(int attempts) => attempts > 10 ? LongestPause : TimeSpan.FromTicks(Math.Min(FirstPause.Ticks << attempts, LongestPause.Ticks));

    /// <summary>Does the next step. False: it failed, and was put off.</summary>
    public async Task<bool> DoAsync(CommitmentRow row, CancellationToken cancellationToken)
    {
        try
        {
            if (row.Role == CommitmentRole.Asking) await GiveUpAsync(row, $"No report came within {options.CommitmentWaitFor}").ConfigureAwait(false);
            else if (row.State == CommitmentState.Pending) await VerifyAsync(row, cancellationToken).ConfigureAwait(false);
            else await DeliverAsync(row, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (row.Role == CommitmentRole.Asked && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            await PutOffAsync(row, e).ConfigureAwait(false);
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => SayMissed(_lines.Missed);

    private async Task VerifyAsync(CommitmentRow row, CancellationToken cancellationToken)
    {
        while (true)
        {
            IReadOnlyList<CommitmentItem> open = await index.CommitmentItemsAsync(row.Key, 0, Batch, openOnly: true, cancellationToken).ConfigureAwait(false);
            var outcomes = new CommitmentOutcome[open.Count];
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = cancellationToken };
            await Parallel.ForAsync(0, open.Count, parallel, async (i, cancelled) =>
                outcomes[i] = new CommitmentOutcome(open[i].Number, await verifier.VerifyAsync(open[i].Reference, cancelled).ConfigureAwait(false))).ConfigureAwait(false);
            CommitmentRow next = open.Count == Batch ? row : row with { State = CommitmentState.Verified, Verified = time.GetUtcNow() };
            if (!await AdvanceAsync(row, next, outcomes).ConfigureAwait(false) || open.Count < Batch) return;
        }
    }

    private async Task DeliverAsync(CommitmentRow row, CancellationToken cancellationToken)
    {
        CommitmentReport report = await ReportAsync(row, cancellationToken).ConfigureAwait(false);
        await delivery!.DeliverAsync(report, cancellationToken).ConfigureAwait(false);

        // It has arrived, whatever becomes of the stop that may be under way.
        if (!await AdvanceAsync(row, row with { State = CommitmentState.Done, NextAttempt = null }, []).ConfigureAwait(false)) return;
        log.CommitmentReported(row.TransactionUid, row.RemoteAeTitle, report.Succeeded.Count, report.Failed.Count);
        await ForgetAsync().ConfigureAwait(false);
    }

    private async Task<CommitmentReport> ReportAsync(CommitmentRow row, CancellationToken cancellationToken)
    {
        bool isFresh = row.Verified is { } verified && time.GetUtcNow() - verified < Fresh;
        List<SopReference> succeeded = [];
        List<FailedReference> failed = [];
        for (int since = 0; ; since += Batch)
        {
            IReadOnlyList<CommitmentItem> items = await index.CommitmentItemsAsync(row.Key, since, Batch, openOnly: false, cancellationToken).ConfigureAwait(false);
            foreach (CommitmentItem item in items)
            {
                int outcome = item.Outcome ?? FailureReason.ProcessingFailure;
                if (outcome == FailureReason.None && !isFresh) outcome = await verifier.LookAsync(item.Reference, cancellationToken).ConfigureAwait(false);
                if (outcome == FailureReason.None) succeeded.Add(item.Reference);
                else failed.Add(new FailedReference(item.Reference, outcome));
            }

            if (items.Count < Batch) return new CommitmentReport(row.TransactionUid, row.RemoteAeTitle, row.LocalAeTitle, row.Modality, succeeded, failed);
        }
    }

    private async Task PutOffAsync(CommitmentRow before, Exception problem)
    {
        CommitmentRow? row = await index.CommitmentAsync(before.Role, before.TransactionUid, before.RemoteAeTitle, CancellationToken.None).ConfigureAwait(false);
        if (row is null || row.Key != before.Key || row.NextAttempt is null) return;
        DateTimeOffset next = time.GetUtcNow() + Pause(row.Attempts);
        if (next > row.Date + options.CommitmentRetryFor)
        {
            await GiveUpAsync(row, $"The report could not be delivered within {options.CommitmentRetryFor}: {problem.Message}").ConfigureAwait(false);
            return;
        }

        await AdvanceAsync(row, row with { Attempts = row.Attempts + 1, NextAttempt = next }, []).ConfigureAwait(false);
        (bool isLogged, int missed) = _lines.Take();
        SayMissed(missed);
        if (isLogged) log.CommitmentPutOff(row.TransactionUid, row.RemoteAeTitle, problem.Message.TrimEnd('.') + ".", row.Attempts + 1, next);
    }

    private async Task GiveUpAsync(CommitmentRow row, string problem)
    {
        if (!await AdvanceAsync(row, row with { State = CommitmentState.GivenUp, NextAttempt = null, Problem = problem }, []).ConfigureAwait(false)) return;
        log.CommitmentGivenUp(row.TransactionUid, row.RemoteAeTitle, problem);
        await ForgetAsync().ConfigureAwait(false);
    }

    private Task<bool> AdvanceAsync(CommitmentRow from, CommitmentRow to, IReadOnlyCollection<CommitmentOutcome> outcomes) => index.AdvanceCommitmentAsync(
        new CommitmentStep(from.Key, from.State, to.State, to.Verified, to.Attempts, to.NextAttempt, to.Problem, outcomes), CancellationToken.None);

    private Task<int> ForgetAsync() => index.ForgetCommitmentsAsync(options.CommitmentReports, ForgottenAtOnce, CancellationToken.None);

    private void SayMissed(int missed)
    {
        if (missed > 0) log.CommitmentLinesNotShown(missed);
    }
}

using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Commitment;

/// <summary>
/// Hands out storage commitments that are due, each to one worker at a time. An Application Entity is sent one report at a time, and left alone for
/// a while after one that did not arrive: however many wait for one that is dead, they hold one worker, and seldom. Thread-safe.
/// </summary>
/// <param name="index">Keeps them.</param>
/// <param name="options">How long a report is delivered again.</param>
/// <param name="time">Tells what is due.</param>
/// <param name="delivers">There is somebody who delivers reports; else only requests of ours are handed out.</param>
internal sealed class CommitmentQueue(IIndex index, DicomOptions options, TimeProvider time, bool delivers) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<long, CommitmentRow> _taken = [];
    private readonly Dictionary<string, (int Failures, DateTimeOffset Until)> _resting = [];

    /// <summary>What is to be done is to send a report.</summary>
    public static bool IsDelivery(CommitmentRow row) => row is { Role: CommitmentRole.Asked, State: CommitmentState.Verified };

    /// <summary>The next that is due and may be worked on; null if there is none now. Whoever takes it gives it back.</summary>
    public async Task<CommitmentRow?> TakeAsync(CancellationToken cancellationToken)
    {
        // Order: asked for and taken under one lock, and given back under it, so that nobody sees a row as it was before another worker's step.
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            CommitmentRole? role = delivers ? null : CommitmentRole.Asking;
            DateTimeOffset now = time.GetUtcNow();
            for (int limit = _taken.Count + 1; ; limit *= 2)
            {
                IReadOnlyList<CommitmentRow> due = await index.DueCommitmentsAsync(now, role, limit, cancellationToken).ConfigureAwait(false);
                if (due.FirstOrDefault(row => MayBeTaken(row, now)) is { } next)
                {
                    _taken.Add(next.Key, next);
                    return next;
                }

                if (due.Count < limit) return null;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives back what was taken, done or not.</summary>
    public async Task GiveBackAsync(CommitmentRow row, bool isDone)
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        _taken.Remove(row.Key);
        if (IsDelivery(row)) Remember(row.RemoteAeTitle, isDone);
        _turn.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private bool MayBeTaken(CommitmentRow row, DateTimeOffset now) =>
        !_taken.ContainsKey(row.Key)
        && (!IsDelivery(row) || !(_taken.Values.Any(other => IsDelivery(other) && other.RemoteAeTitle == row.RemoteAeTitle) || IsResting(row, now)));

    // A new report may go on the association of its request, which says nothing of others; one whose time is over is tried once more, and given up.
    private bool IsResting(CommitmentRow row, DateTimeOffset now) =>
        row.Attempts > 0 && now < row.Date + options.CommitmentRetryFor && _resting.TryGetValue(row.RemoteAeTitle, out var rest) && now < rest.Until;

    // What fails while it rests anyway is no other failure: many reports at once do not make the rest longer.
    private void Remember(string title, bool hasArrived)
    {
        // In whole milliseconds, as the index keeps the date of the next attempt.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (string old in _resting.Where(each => each.Value.Until < now - CommitmentWork.LongestPause).Select(each => each.Key).ToArray()) _resting.Remove(old);
        (int failures, DateTimeOffset until) = _resting.GetValueOrDefault(title);
        if (hasArrived) _resting.Remove(title);
        else if (now >= until) _resting[title] = (failures + 1, now + CommitmentWork.Pause(failures));
    }
}

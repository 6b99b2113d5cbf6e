using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Network;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>
/// An association that stands (PS3.8 state 6 and on). One loop reads: requests go to the handler, as many at a time as the operations window
/// allows, each from the end of the data set before it; responses go to whoever waits for them. Safe for use by many threads.
/// </summary>
public sealed partial class Association : IAsyncDisposable
{
    private static long s_lastId;

    private readonly Connection _connection;
    private readonly IAssociationHandler _handler;
    private readonly AssociationTimeouts _timeouts;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private readonly SendLock _sending;
    private readonly Invocations _invoked;
    private readonly Performances _performed;
    private readonly MessageReader _messages;
    private readonly TaskCompletionSource<AssociationEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private AssociationEnd? _fate;

    internal Association(Connection connection, AssociationFacts facts, IAssociationHandler handler, AssociationTimeouts timeouts, TimeProvider time)
    {
        (_connection, Facts, _handler, _timeouts, _time, Since) = (connection, facts, handler, timeouts, time, time.GetUtcNow());
        Id = Interlocked.Increment(ref s_lastId);
        _stopping = _stop.Token;
        (int invoked, int performed) = facts.Window();
        _sending = new SendLock(NotSent);
        _invoked = new Invocations(invoked);
        _performed = new Performances(this, handler, connection.Idle, performed, _stopping);
        _messages = new MessageReader(connection.Reader, facts.Contexts, facts.Own.MaxPduLength);

        // While this side has a request to answer and waits for no part of it, silence of the peer is no fault.
        connection.Idle.Start(
            timeouts.Dimse, () => _messages.IsBetweenMessages && _performed.AreAtWork,
            () => Abort(new AssociationAbort(true, AbortReason.NotSpecified), $"the peer was silent, or took nothing, for {timeouts.Dimse}"));
    }

    /// <summary>Number within this process, from 1.</summary>
    public long Id { get; }

    /// <summary>What was negotiated.</summary>
    public AssociationFacts Facts { get; }

    /// <summary>When it was established, UTC.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>Bytes read from the connection.</summary>
    public long BytesReceived => _connection.Reader.Received;

    /// <summary>Bytes written to the connection.</summary>
    public long BytesSent => _connection.Writer.Sent;

    /// <summary>How it ended: done once the connection is closed and the handler has returned, or was waited for as long as ARTIM. Never fails.</summary>
    public Task<AssociationEnd> Completion => _end.Task;

    /// <summary>Nothing can be asked on it any more: it has ended, is about to, or is being released.</summary>
    public bool HasEnded => Volatile.Read(ref _fate) is not null || _invoked.IsOver || _isReleasing;

    /// <summary>Whatever the application keeps with it.</summary>
    public object? Tag { get; set; }

    /// <summary>Sends a request and waits for its response, behind others if the operations window is full.</summary>
    /// <param name="context">An accepted presentation context.</param>
    /// <param name="command">The request; its message id is given here.</param>
    /// <param name="dataSet">Its data set, if it has one. What its stream throws comes as it is, and the association is aborted.</param>
    /// <param name="cancellationToken">Gives up: before it is sent without trace, afterwards by an abort.</param>
    /// <exception cref="AssociationException">The association ended before the response came.</exception>
    public async Task<DimseResponse> RequestAsync(
        PresentationContext context, Command command, OutgoingDataSet? dataSet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(command);
        await UntilEndAsync(_invoked.EnterAsync, cancellationToken).ConfigureAwait(false);
        (ushort id, Task<DimseResponse?> response) = _invoked.Add();
        try
        {
            if (response.IsCompleted) throw Ended();
            await SendAsync(context, command with { MessageId = id }, dataSet, cancellationToken).ConfigureAwait(false);
            return await ResponseAsync(response, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _invoked.Leave(id);
        }
    }

    /// <summary>Ends it in good order (PS3.8 7.2), once the requests of the peer that are under way have been answered; a peer that does not answer within ARTIM is aborted. <see cref="Completion"/> says how it went.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await UntilEndAsync(token => _performed.WhenAllEnd().WaitAsync(token), cancellationToken).ConfigureAwait(false);
            await UntilEndAsync(token => _sending.SendAsync(AskForReleaseAsync, token), cancellationToken).ConfigureAwait(false);
            await _end.Task.WaitAsync(_timeouts.Artim, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Abort(new AssociationAbort(true, AbortReason.NotSpecified), $"the peer did not answer the release within {_timeouts.Artim}");
        }
        catch (AssociationException)
        {
            // It ended otherwise in between.
        }
    }

    /// <summary>Ends it at once, with an A-ABORT.</summary>
    /// <param name="abort">What the peer is told.</param>
    /// <param name="detail">What the log is told.</param>
    public void Abort(AssociationAbort abort, string detail) => End(new AssociationEnd(EndKind.Aborted, abort, detail));

    /// <summary>Answers what is under way, then aborts: at once where nothing is.</summary>
    public void Drain()
    {
        lock (_lock)
        {
            _isDraining = true;
            Hurry();
        }

        EndDrained();
    }

    /// <summary>Aborts it if it still stands, and waits for its end; a second at most for a peer that does not close after the last word.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isLeft = true;
            Hurry();
        }

        Abort(AssociationAbort.ByUser, "it was not needed any more");
        await _end.Task.ConfigureAwait(false);
    }

    /// <exception cref="AssociationException">It ended before, or is being released.</exception>
    internal async Task SendAsync(PresentationContext context, Command command, OutgoingDataSet? dataSet, CancellationToken cancellationToken)
    {
        bool isSent = false;
        await UntilEndAsync(each => _sending.SendAsync(WriteAsync, each), cancellationToken).ConfigureAwait(false);
        if (!isSent) throw Ended();

        async ValueTask WriteAsync(CancellationToken token)
        {
            // PS3.8 9.2, states 7 and 9 to 13: no data follow a release.
            if (_isReleasing || _isReleased) return;
            await _connection.Writer.WriteMessageAsync(context.Id, command, dataSet, Facts.Peer.MaxPduLength, token).ConfigureAwait(false);
            isSent = true;
        }
    }

    private async Task<DimseResponse> ResponseAsync(Task<DimseResponse?> response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.WaitAsync(cancellationToken).ConfigureAwait(false) ?? throw Ended();
        }
        catch (OperationCanceledException)
        {
            // The peer is in the middle of it: no other message can be told from its answer.
            Abort(AssociationAbort.ByUser, "a request was given up");
            throw;
        }
    }

    /// <summary>Does something until the association ends: then the exception says how it ended.</summary>
    private async Task UntilEndAsync(Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        using CancellationTokenSource? either = cancellationToken.CanBeCanceled && cancellationToken != _stopping
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping)
            : null;
        try
        {
            await action(either?.Token ?? _stopping).ConfigureAwait(false);
        }
        catch (Exception e) when (_connection.Writer.IsBroken || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Ended();
        }
    }

    private AssociationException Ended() => _fate is { Kind: EndKind.AbortedByPeer, Abort: { } abort }
        ? new AssociationAbortedException(abort)
        : new AssociationException($"The association with {Facts.Remote} ended: {_fate?.Detail ?? (IsReleasing ? "it is being released" : "the peer releases it")}");
}

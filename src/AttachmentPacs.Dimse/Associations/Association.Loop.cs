using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <content>The loop that reads, and how it ends.</content>
public sealed partial class Association
{
    // Past this, what a response brings is not a response's data set any more.
    private const int MaxResponseData = 4 << 20;

    // How long a server that stops, and whoever has no more to do with the association, waits for the peer to close after an A-ABORT.
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(1);

    private bool _isIdle;
    private bool _isDraining;
    private bool _isLeft;
    private CancellationTokenSource? _closing;

    // Both change in the sender's turn: a release of this side that the loop must see is out, or does not leave any more.
    private volatile bool _isReleasing;
    private volatile bool _isReleased;
    private bool _owesReleaseResponse;

    /// <summary>A read is under way.</summary>
    internal bool WaitsForPeer => _connection.Idle.IsReading;

    /// <summary>This side has asked for the release: it sends nothing more.</summary>
    internal bool IsReleasing => _isReleasing;

    /// <summary>Reads until the association ends, and closes the connection. Runs once; never fails. Returns when the handler has returned.</summary>
    internal async Task RunAsync()
    {
        AssociationEnd end = await EndAsync().ConfigureAwait(false);

        // Order: whatever is under way is told to stop, then the peer is told, then those who wait hear that it is over.
        await CancelAsync().ConfigureAwait(false);
        _invoked.End();
        await CloseAsync(end).ConfigureAwait(false);
        Task handlers = _performed.WhenAllEnd();
        await handlers.WaitAsync(_timeouts.Artim, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.TrySetResult(end);
        await handlers.ConfigureAwait(false);
    }

    /// <summary>Closes the connection of one that has ended, whatever it still waits for.</summary>
    internal void Close() => _connection.Dispose();

    /// <summary>A request could not be answered.</summary>
    internal void Fail(Exception failure)
    {
        Abort(AssociationAbort.ByUser, $"a request could not be answered: {failure.Message}");
        _handler.Failed(this, failure);
    }

    /// <summary>Ends it if it is to be drained, and is.</summary>
    internal void EndDrained()
    {
        lock (_lock)
        {
            if (!_isDraining || !_isIdle || !_performed.IsEmpty) return;
        }

        Abort(AssociationAbort.ByUser, "the server stops");
    }

    private async Task<AssociationEnd> EndAsync()
    {
        AssociationEnd end;
        try
        {
            end = await ReceiveAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            end = new AssociationEnd(EndKind.Aborted, AssociationAbort.ByUser, "a request was given up");
        }
        catch (IOException e)
        {
            end = AssociationEnd.Of(e);
        }
#pragma warning disable CA1031 // The loop's last resort: the peer must hear of it, and the handler.
        catch (Exception e)
#pragma warning restore CA1031
        {
            end = new AssociationEnd(EndKind.Aborted, AssociationAbort.ByUser, e.Message);
            _handler.Failed(this, e);
        }

        lock (_lock) return _fate ??= end;
    }

    private async Task<AssociationEnd> ReceiveAsync()
    {
        while (true)
        {
            SetIdle(true);
            EndDrained();
            (Incoming kind, DimseMessage? message) = await _messages.NextAsync(_stopping).ConfigureAwait(false);
            SetIdle(false);
            switch (kind)
            {
                case Incoming.ReleaseRequest:
                    if (await TakeReleaseRequestAsync().ConfigureAwait(false)) return new AssociationEnd(EndKind.Released, null, "released by the peer");
                    break;
                case Incoming.ReleaseResponse:
                    if (!_isReleasing) throw new ProtocolException(AbortReason.UnexpectedPdu, "An A-RELEASE-RP came that nobody asked for");
                    if (_owesReleaseResponse) await UntilEndAsync(token => _sending.SendAsync(AnswerReleaseAsync, token), _stopping).ConfigureAwait(false);
                    return new AssociationEnd(EndKind.Released, null, "released by this side");
                case Incoming.Message when message!.Command.IsResponse:
                    await TakeResponseAsync(message).ConfigureAwait(false);
                    break;
                default:
                    await _performed.TakeAsync(message!).ConfigureAwait(false);
                    break;
            }
        }
    }

    private void SetIdle(bool isIdle)
    {
        lock (_lock) _isIdle = isIdle;
    }

    private async ValueTask AskForReleaseAsync(CancellationToken cancellationToken)
    {
        if (_isReleased) return;
        _isReleasing = true;
        await _connection.Writer.WriteShortAsync(PduType.ReleaseRequest, 0, 0, 0, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask AnswerReleaseAsync(CancellationToken cancellationToken) =>
        _connection.Writer.WriteShortAsync(PduType.ReleaseResponse, 0, 0, 0, cancellationToken);

    /// <summary>Answers once what is under way has been answered. False where both sides asked at once: then this side's answer is yet to come.</summary>
    private async Task<bool> TakeReleaseRequestAsync()
    {
        // Nothing but the answer to a release of this side may come any more.
        _invoked.End();
        await _performed.WhenAllEnd().WaitAsync(_stopping).ConfigureAwait(false);
        await UntilEndAsync(token => _sending.SendAsync(AnswerOrWaitAsync, token), _stopping).ConfigureAwait(false);
        return _isReleased;
    }

    // Where releases collide, the requestor of the association answers first (PS3.8 7.2.2.7, 9.2: states 9 to 12).
    private ValueTask AnswerOrWaitAsync(CancellationToken cancellationToken)
    {
        _isReleased = !_isReleasing;
        _owesReleaseResponse = _isReleasing && !Facts.IsRequestor;
        return _owesReleaseResponse ? ValueTask.CompletedTask : AnswerReleaseAsync(cancellationToken);
    }

    private async Task TakeResponseAsync(DimseMessage message)
    {
        byte[]? data = message.DataSet is { } stream ? await GatherAsync(stream).ConfigureAwait(false) : null;
        if (!_invoked.Complete(new DimseResponse(message.Command, data)))
        {
            throw new ProtocolException(AbortReason.NotSpecified, $"A response came for message {message.Command.MessageIdBeingRespondedTo}, which is not outstanding");
        }
    }

    private async Task<byte[]> GatherAsync(Stream stream)
    {
        var gathered = new MemoryStream();
        byte[] buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, _stopping).ConfigureAwait(false) is > 0 and int count)
        {
            if (gathered.Length + count > MaxResponseData) throw new ProtocolException(AbortReason.NotSpecified, "The data set of a response is too long");
            gathered.Write(buffer, 0, count);
        }

        return gathered.ToArray();
    }

    // Half a message may have left: nothing can follow it.
    private void NotSent(Exception failure) => End(_connection.Writer.IsBroken
        ? new AssociationEnd(EndKind.Lost, null, failure.Message)
        : new AssociationEnd(EndKind.Aborted, AssociationAbort.ByUser, $"a message could not be sent: {failure.Message}"));

    private void End(AssociationEnd end)
    {
        lock (_lock)
        {
            if (_fate is not null) return;
            _fate = end;
        }

        _ = CancelAsync();
    }

    // Whoever listens to the token must not keep the others from hearing of it, nor end the thread of a timer.
    private async Task CancelAsync()
    {
        try
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException e)
        {
            _handler.Failed(this, e);
        }
    }

    private async Task CloseAsync(AssociationEnd end)
    {
        using var artim = new CancellationTokenSource(_timeouts.Artim, _time);
        Closing(artim);
        try
        {
            await _sending.CloseAsync(artim.Token).ConfigureAwait(false);
            await _connection.CloseAsync(end, waits: _isReleased || _owesReleaseResponse, artim.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Somebody who sends does not stop: the peer cannot be told.
        }
        finally
        {
            Closing(null);
            _connection.Dispose();
        }
    }

    private void Closing(CancellationTokenSource? artim)
    {
        lock (_lock)
        {
            _closing = artim;
            if (_isDraining || _isLeft) Hurry();
        }
    }

    // A peer that does not close must not hold up the server that stops, nor the answer to whoever had it called.
    private void Hurry() => _closing?.CancelAfter(_timeouts.Artim < s_lastWords ? _timeouts.Artim : s_lastWords);
}

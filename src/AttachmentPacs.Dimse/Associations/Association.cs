using System.Collections.Concurrent;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Network;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Associations;

/// <summary>
/// An association that stands (PS3.8 state 6 and on). One loop reads: requests go to the handler, as many at a time as the operations window
/// allows, each from the end of the data set before it; responses go to whoever waits for them. Safe for use by many threads.
/// </summary>
public sealed class Association : IAsyncDisposable
{
    // Past this, what a response brings is not a response's data set any more.
    private const int MaxResponseData = 4 << 20;

    private static long s_lastId;

    private readonly Connection _connection;
    private readonly IAssociationHandler _handler;
    private readonly AssociationTimeouts _timeouts;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly SemaphoreSlim _performing;
    private readonly SemaphoreSlim _invoking;
    private readonly ConcurrentDictionary<ushort, TaskCompletionSource<DimseResponse>> _waiting = [];
    private readonly ConcurrentDictionary<Task, bool> _handling = [];
    private readonly TaskCompletionSource<AssociationEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _lastMessageId;
    private int _outstanding;
    private bool _isIdle;
    private bool _isDraining;
    private volatile bool _isReleasing;
    private AssociationEnd? _abortion;

    internal Association(Connection connection, AssociationFacts facts, IAssociationHandler handler, AssociationTimeouts timeouts, TimeProvider time)
    {
        (_connection, Facts, _handler, _timeouts, _time, Since) = (connection, facts, handler, timeouts, time, time.GetUtcNow());
        Id = Interlocked.Increment(ref s_lastId);
        OperationsWindow window = facts.Accept.User.Window ?? new OperationsWindow(1, 1);
        (ushort invoked, ushort performed) = facts.IsRequestor ? (window.Invoked, window.Performed) : (window.Performed, window.Invoked);
        _invoking = new SemaphoreSlim(invoked == 0 ? 16 : invoked);
        _performing = new SemaphoreSlim(performed == 0 ? 16 : performed);

        // While this side has a request to answer and waits for no part of it, silence of the peer is no fault.
        connection.Idle.Start(
            timeouts.Dimse, () => Volatile.Read(ref _isIdle) && Volatile.Read(ref _outstanding) > 0,
            () => Abort(new AssociationAbort(true, AbortReason.NotSpecified), $"the peer was silent for {timeouts.Dimse}"));
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

    /// <summary>How it ended. Never fails.</summary>
    public Task<AssociationEnd> Completion => _end.Task;

    /// <summary>Whatever the application keeps with it.</summary>
    public object? Tag { get; set; }

    /// <summary>Sends a request and waits for its response, behind others if the operations window is full.</summary>
    /// <param name="context">An accepted presentation context.</param>
    /// <param name="command">The request; its message id is given here.</param>
    /// <param name="dataSet">Its data set, if it has one.</param>
    /// <param name="cancellationToken">Gives up: before it is sent without trace, afterwards by an abort.</param>
    /// <exception cref="AssociationException">The association ended before the response came.</exception>
    public async Task<DimseResponse> RequestAsync(
        PresentationContext context, Command command, OutgoingDataSet? dataSet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        var response = new TaskCompletionSource<DimseResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        ushort id = (ushort)Interlocked.Increment(ref _lastMessageId);
        await WaitAsync(_invoking, either.Token).ConfigureAwait(false);
        try
        {
            _waiting[id] = response;
            await SendAsync(context, command with { MessageId = id }, dataSet, cancellationToken).ConfigureAwait(false);
            if (_end.Task.IsCompleted && !response.Task.IsCompleted) throw Ended();
            return await response.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The peer is in the middle of it: no other message can be told from its answer.
            Abort(AssociationAbort.ByUser, "a request was given up");
            throw;
        }
        finally
        {
            _waiting.TryRemove(id, out _);
            _invoking.Release();
        }
    }

    /// <summary>Ends it in good order (PS3.8 7.2); a peer that does not answer within ARTIM is aborted. <see cref="Completion"/> says how it went.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        _isReleasing = true;
        try
        {
            await LockedAsync(token => _connection.Writer.WriteShortAsync(PduType.ReleaseRequest, 0, 0, 0, token), cancellationToken).ConfigureAwait(false);
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
    public void Abort(AssociationAbort abort, string detail)
    {
        lock (_lock)
        {
            if (_abortion is not null || _end.Task.IsCompleted) return;
            _abortion = new AssociationEnd(EndKind.Aborted, abort, detail);
        }

        _stop.Cancel();
    }

    /// <summary>Answers what is under way, then aborts: at once where nothing is.</summary>
    public void Drain()
    {
        lock (_lock) _isDraining = true;
        EndDrained();
    }

    /// <summary>Aborts it if it still stands, and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        Abort(AssociationAbort.ByUser, "it was not needed any more");
        await _end.Task.ConfigureAwait(false);
    }

    /// <summary>Reads until the association ends, and closes the connection. Runs once; never fails.</summary>
    internal async Task RunAsync()
    {
        AssociationEnd end = await EndAsync().ConfigureAwait(false);

        // Order: whatever is under way stops, then the peer is told, then those who wait hear of it.
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_handling.Keys).ConfigureAwait(false);
        await _sending.WaitAsync().ConfigureAwait(false);
        await _connection.CloseAsync(end, _timeouts.Artim, Facts.IsRequestor).ConfigureAwait(false);
        _end.TrySetResult(end);
        foreach (TaskCompletionSource<DimseResponse> response in _waiting.Values) response.TrySetException(Ended());
    }

    private async Task<AssociationEnd> EndAsync()
    {
        AssociationEnd end;
        try
        {
            end = await ReceiveAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_abortion is { } abortion)
        {
            return abortion;
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

        lock (_lock) return _abortion ??= end;
    }

    private async Task<AssociationEnd> ReceiveAsync(CancellationToken cancellationToken)
    {
        var reader = new MessageReader(_connection.Reader, Facts.Contexts, Facts.Own.MaxPduLength);
        while (true)
        {
            lock (_lock) _isIdle = true;
            EndDrained();
            (Incoming kind, DimseMessage? message) = await reader.NextAsync(cancellationToken).ConfigureAwait(false);
            lock (_lock) _isIdle = false;
            if (kind == Incoming.ReleaseResponse && _isReleasing) return new AssociationEnd(EndKind.Released, null, "released by this side");
            if (kind == Incoming.ReleaseResponse) throw new ProtocolException(AbortReason.UnexpectedPdu, "An A-RELEASE-RP came that nobody asked for");
            if (kind == Incoming.ReleaseRequest)
            {
                await AnswerReleaseAsync(cancellationToken).ConfigureAwait(false);
                if (!_isReleasing) return new AssociationEnd(EndKind.Released, null, "released by the peer");
                continue;
            }

            await (message!.Command.IsResponse ? TakeResponseAsync(message, cancellationToken) : TakeRequestAsync(message, cancellationToken)).ConfigureAwait(false);
        }
    }

    // The release of both sides at once (PS3.8 7.2.2.7) is answered, too; then the answer of the peer is waited for.
    private async Task AnswerReleaseAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_handling.Keys).ConfigureAwait(false);
        await LockedAsync(token => _connection.Writer.WriteShortAsync(PduType.ReleaseResponse, 0, 0, 0, token), cancellationToken).ConfigureAwait(false);
    }

    private async Task TakeRequestAsync(DimseMessage message, CancellationToken cancellationToken)
    {
        await WaitAsync(_performing, cancellationToken).ConfigureAwait(false);
        Interlocked.Increment(ref _outstanding);
        Task handling = HandleAsync(message, cancellationToken);
        _handling.TryAdd(handling, true);
        _ = handling.ContinueWith(done => _handling.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (message.DataSet is not DataSetStream data) return;

        // The next message begins where this data set ends. A handler that ended before has seen it break, or was stopped.
        await (await Task.WhenAny(data.Ended, handling).ConfigureAwait(false)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await data.Ended.ConfigureAwait(false);
    }

    private async Task HandleAsync(DimseMessage message, CancellationToken cancellationToken)
    {
        try
        {
            DimseResponse? response = await _handler.HandleAsync(this, message, cancellationToken).ConfigureAwait(false);
            if (message.DataSet is DataSetStream data) await data.DrainAsync(cancellationToken).ConfigureAwait(false);
            _connection.Idle.Touch();
            if (response is null) return;
            OutgoingDataSet? outgoing = response.DataSet is { } bytes ? OutgoingDataSet.Of(bytes) : null;
            await SendAsync(message.Context, response.Command, outgoing, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is AssociationException || (e is OperationCanceledException && _stop.IsCancellationRequested))
        {
            // The association has ended, or is about to: there is nobody to answer. The loop says how.
        }
#pragma warning disable CA1031 // Whatever the handler did not foresee ends this association, and no other.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Abort(AssociationAbort.ByUser, $"a request could not be answered: {e.Message}");
            _handler.Failed(this, e);
        }
        finally
        {
            _performing.Release();
            Interlocked.Decrement(ref _outstanding);
            EndDrained();
        }
    }

    private async Task TakeResponseAsync(DimseMessage message, CancellationToken cancellationToken)
    {
        byte[]? data = message.DataSet is { } stream ? await GatherAsync(stream, cancellationToken).ConfigureAwait(false) : null;
        if (!_waiting.TryGetValue(message.Command.MessageIdBeingRespondedTo, out TaskCompletionSource<DimseResponse>? waiting))
        {
            throw new ProtocolException(AbortReason.NotSpecified, $"A response came for message {message.Command.MessageIdBeingRespondedTo}, which is not outstanding");
        }

        waiting.TrySetResult(new DimseResponse(message.Command, data));
    }

    private static async Task<byte[]> GatherAsync(Stream stream, CancellationToken cancellationToken)
    {
        var gathered = new MemoryStream();
        byte[] buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            if (gathered.Length + count > MaxResponseData) throw new ProtocolException(AbortReason.NotSpecified, "The data set of a response is too long");
            gathered.Write(buffer, 0, count);
        }

        return gathered.ToArray();
    }

    private Task SendAsync(PresentationContext context, Command command, OutgoingDataSet? dataSet, CancellationToken cancellationToken) =>
        LockedAsync(token => _connection.Writer.WriteMessageAsync(context.Id, command, dataSet, Facts.Peer.MaxPduLength, token), cancellationToken);

    private async Task LockedAsync(Func<CancellationToken, ValueTask> send, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        await WaitAsync(_sending, either.Token).ConfigureAwait(false);
        try
        {
            await send(either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Half a message may have left: nothing can follow it.
            Abort(AssociationAbort.ByUser, $"a message could not be sent: {e.Message}");
            throw e is OperationCanceledException or IOException ? Ended() : e;
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task WaitAsync(SemaphoreSlim turn, CancellationToken cancellationToken)
    {
        try
        {
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw Ended();
        }
    }

    private void EndDrained()
    {
        lock (_lock)
        {
            if (!_isDraining || !_isIdle || Volatile.Read(ref _outstanding) > 0) return;
        }

        Abort(AssociationAbort.ByUser, "the server stops");
    }

    private AssociationException Ended() => _abortion is { Kind: EndKind.AbortedByPeer, Abort: { } abort }
        ? new AssociationAbortedException(abort)
        : new AssociationException($"The association with {Facts.Remote} ended: {_abortion?.Detail ?? "it was closed"}");
}

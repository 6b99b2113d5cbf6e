namespace AttachmentPacs.Dimse.Associations;

/// <summary>
/// One sender at a time. The wait for the turn can be given up without trace; what has begun must be sent whole, as nothing can follow half a
/// message.
/// </summary>
/// <param name="broken">Told of what kept a message from being sent whole.</param>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for has nothing to dispose of.
internal sealed class SendLock(Action<Exception> broken)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turn = new(1);

    public async Task SendAsync(Func<CancellationToken, ValueTask> send, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await send(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            broken(e);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes the last turn: nobody sends any more.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) => _turn.WaitAsync(cancellationToken);
}

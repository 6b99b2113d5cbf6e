namespace AttachmentPacs.Core.Plugins.Calls;

/// <summary>A token that is cancelled after a time, or when somebody else's is; it tells which, also when it has been disposed.</summary>
internal sealed class Patience : IDisposable
{
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _both;
    private readonly CancellationToken _timeToken;

    public Patience(TimeSpan limit, TimeProvider time, CancellationToken others)
    {
        _time = new CancellationTokenSource(limit, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, others);
        (_timeToken, Token) = (_time.Token, _both.Token);
    }

    public CancellationToken Token { get; }

    /// <summary>The time has passed.</summary>
    public bool IsOver => _timeToken.IsCancellationRequested;

    public void Dispose()
    {
        _both.Dispose();
        _time.Dispose();
    }
}

using System.Runtime.InteropServices;
using AttachmentPacs.Cli.Commands;

namespace AttachmentPacs.Cli.Progress;

/// <summary>
/// SIGINT (Ctrl+C) and SIGTERM: the first asks for an end, which has ten seconds; the second ends the program at once. What is left unfinished
/// then is removed at the next start, as after a kill.
/// </summary>
internal sealed class Stop : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly Notices _notices;

    public Stop(Notices notices)
    {
        _notices = notices;
        _signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    /// <summary>Take nothing new.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>Leave what is under way.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    /// <summary>The exit status that a signal demands; null without one.</summary>
    public int? Status { get; private set; }

    /// <summary>Runs a command; a signal may end it before there is anything to bring to its end, as while it waits for a server.</summary>
    public async Task<int> HeedAsync(Func<Task<int>> command)
    {
        try
        {
            return await command().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Status is { } status)
        {
            return status;
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals) signal.Dispose();
        _asked.Dispose();
        _abandoned.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        int status = context.Signal == PosixSignal.SIGTERM ? ExitStatus.Terminated : ExitStatus.Interrupted;
        if (Status is not null) Environment.Exit(status);
        Status = status;
        _notices.Say("Stopping: what is under way is brought to its end. Once more to end at once.");
        _abandoned.CancelAfter(Patience);
        _asked.Cancel();
    }
}

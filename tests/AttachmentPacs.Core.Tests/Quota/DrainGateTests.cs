using AttachmentPacs.Core.Quota;

namespace AttachmentPacs.Core.Tests.Quota;

public class DrainGateTests
{
    [Fact]
    public async Task Close_waits_for_those_within_and_keeps_newcomers_out()
    {
        using var gate = new DrainGate();
        await gate.EnterAsync(default);
        await gate.EnterAsync(default);

        Task<DrainGate.Closed> closing = gate.CloseAsync(default);
        Task newcomer = gate.EnterAsync(default).AsTask();
        gate.Leave();
        bool wasEarly = closing.IsCompleted || newcomer.IsCompleted;
        gate.Leave();
        DrainGate.Closed closed = await closing;
        bool wasLetIn = newcomer.IsCompleted;
        closed.Dispose();
        await newcomer;

        Assert.False(wasEarly || wasLetIn);
    }

    [Fact]
    public async Task Close_is_for_one_at_a_time_and_who_entered_while_closed_is_within()
    {
        using var gate = new DrainGate();
        DrainGate.Closed first = await gate.CloseAsync(default);
        Task<DrainGate.Closed> second = gate.CloseAsync(default);
        first.Enter();
        bool wasEarly = second.IsCompleted;
        first.Dispose();
        bool waitsForHim = !second.IsCompleted;
        gate.Leave();
        (await second).Dispose();

        Assert.False(wasEarly);
        Assert.True(waitsForHim);
        await gate.EnterAsync(default);
    }

    [Fact]
    public async Task Close_that_is_cancelled_leaves_the_gate_open()
    {
        using var gate = new DrainGate();
        using var cancellation = new CancellationTokenSource();
        await gate.EnterAsync(default);
        Task<DrainGate.Closed> closing = gate.CloseAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => closing);

        await gate.EnterAsync(default);
        gate.Leave();
        gate.Leave();
        (await gate.CloseAsync(default)).Dispose();
    }
}

using AttachmentPacs.Server.Health;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Health;

/// <summary>A part is tried within a limit, not more often than asked for, and never twice at once.</summary>
public class ProbedPartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly ManualTimers _time = new();
    private int _attempts;

    [Fact]
    public async Task Part_that_hangs_is_a_problem_after_the_limit_and_is_not_tried_again_beside_itself()
    {
        var hang = new TaskCompletionSource();
        var part = new ProbedPart("disk", TimeSpan.Zero, () => Attempt(hang.Task), _time);

        Assert.Equal(new PartState("disk", "has not answered for 4 s: look at its medium"), await HangAsync(part));
        Assert.Equal(new PartState("disk", "has not answered for 8 s: look at its medium"), await HangAsync(part));
        Assert.Equal(1, _attempts);

        hang.SetResult();
        Assert.Null((await part.CheckAsync(Patience, default)).Problem);
    }

    [Fact]
    public async Task Part_that_was_well_is_tried_again_only_after_its_time()
    {
        var part = new ProbedPart("disk", Every, () => Attempt(Task.CompletedTask), _time);
        await part.CheckAsync(Patience, default);
        _time.Advance(Every - TimeSpan.FromSeconds(1));
        await part.CheckAsync(Patience, default);
        Assert.Equal(1, _attempts);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new PartState("disk", null), await part.CheckAsync(Patience, default));
        Assert.Equal(2, _attempts);
    }

    [Fact]
    public async Task Part_that_failed_is_tried_again_at_once()
    {
        Task outcome = Task.FromException(new IOException("no room"));
        var part = new ProbedPart("disk", Every, () => Attempt(outcome), _time);
        Assert.Equal(new PartState("disk", "no room"), await part.CheckAsync(Patience, default));

        outcome = Task.CompletedTask;
        Assert.Equal(new PartState("disk", null), await part.CheckAsync(Patience, default));
    }

    [Fact]
    public async Task Part_that_gives_up_is_a_problem_and_no_cancelled_request()
    {
        var part = new ProbedPart("disk", Every, () => throw new TaskCanceledException("gave up"), _time);

        Assert.Equal(new PartState("disk", "gave up"), await part.CheckAsync(Patience, default));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ProbedPart("disk", Every, () => Attempt(Task.Delay(-1)), _time).CheckAsync(Patience, new CancellationToken(true)));
    }

    private Task Attempt(Task outcome)
    {
        Interlocked.Increment(ref _attempts);
        return outcome;
    }

    private async Task<PartState> HangAsync(ProbedPart part)
    {
        Task<PartState> check = part.CheckAsync(Patience, default);
        await Eventually(() => _time.Running == 1);
        _time.Advance(Patience);
        return await check;
    }

    private static Task Eventually(Func<bool> condition) => TestKit.Eventually.HoldsAsync("the limit is set", condition);
}

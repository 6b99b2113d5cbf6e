using System.Net;
using AttachmentPacs.Server.Access;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>Checks of passwords take a bounded part of the machine.</summary>
public class CheckQueueTests
{
    [Fact]
    public async Task Queue_runs_half_of_the_processors_at_a_time_and_refuses_beyond_its_bound()
    {
        using var queue = new CheckQueue(4);
        using var go = new ManualResetEventSlim();
        using var entered = new SemaphoreSlim(0);
        int running = 0, most = 0;
        bool Work()
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            entered.Release();
            go.Wait();
            Interlocked.Decrement(ref running);
            return true;
        }

        // Those that have a turn block their thread; all others are counted before the call returns.
        IPAddress[] first = [.. Enumerable.Range(0, CheckQueue.MostWaiting).Select(i => new IPAddress(i)).DistinctBy(CheckQueue.StripeOf).Take(2)];
        List<Task<bool?>> taken = [.. first.Select(each => Task.Run(() => queue.RunAsync(each, Work, default)))];
        for (int i = 0; i < 2; i++) await entered.WaitAsync();
        taken.AddRange(Enumerable.Range(2, CheckQueue.MostWaiting - 2).Select(i => queue.RunAsync(new IPAddress(i), Work, default)));
        bool? beyond = await queue.RunAsync(IPAddress.Loopback, Work, default);
        go.Set();

        Assert.Null(beyond);
        Assert.All(await Task.WhenAll(taken), each => Assert.True(each));
        Assert.InRange(most, 1, 2);
        Assert.True(await queue.RunAsync(IPAddress.Loopback, () => true, default));
    }

    [Fact]
    public async Task Address_that_fills_its_share_leaves_room_for_others()
    {
        using var queue = new CheckQueue(4);
        using var go = new ManualResetEventSlim();
        using var entered = new SemaphoreSlim(0);
        bool Work()
        {
            entered.Release();
            go.Wait();
            return true;
        }

        var guesser = IPAddress.Parse("192.0.2.1");
        List<Task<bool?>> taken = [Task.Run(() => queue.RunAsync(guesser, Work, default))];
        await entered.WaitAsync();
        taken.AddRange(Enumerable.Range(1, CheckQueue.MostOfOne - 1).Select(_ => queue.RunAsync(guesser, Work, default)));
        Assert.Null(await queue.RunAsync(guesser, Work, default));

        // Of 33 addresses, at least two do not share their place with the guesser.
        bool?[] others = await Task.WhenAll(Enumerable.Range(1, 33).Select(i => new IPAddress(i)).Where(each => CheckQueue.StripeOf(each) != CheckQueue.StripeOf(guesser))
            .Take(2).Select(each => queue.RunAsync(each, () => true, default)));
        go.Set();

        Assert.All(others, each => Assert.True(each));
        Assert.All(await Task.WhenAll(taken), each => Assert.True(each));
    }

    [Fact]
    public async Task Queue_runs_one_check_of_an_address_at_a_time()
    {
        using var queue = new CheckQueue(64);
        int running = 0, most = 0;
        bool Work()
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            Thread.Yield();
            Interlocked.Decrement(ref running);
            return true;
        }

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => queue.RunAsync(IPAddress.Loopback, Work, default))));

        Assert.Equal(1, most);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}

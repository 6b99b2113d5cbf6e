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
        int running = 0, most = 0;
        bool Work()
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            go.Wait();
            Interlocked.Decrement(ref running);
            return true;
        }

        Task<bool?>[] taken = [.. Enumerable.Range(0, CheckQueue.MostWaiting).Select(i => Task.Run(() => queue.RunAsync(new IPAddress(i), Work, default)))];
        await TestKit.Eventually.HoldsAsync("all are in the queue", async () => await queue.RunAsync(IPAddress.Loopback, () => true, new CancellationToken(true)).ContinueWith(each => each.IsCompletedSuccessfully && each.Result is null));
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
        bool Work()
        {
            go.Wait();
            return true;
        }

        var guesser = IPAddress.Parse("192.0.2.1");
        Task<bool?>[] taken = [.. Enumerable.Range(0, CheckQueue.MostOfOne).Select(_ => Task.Run(() => queue.RunAsync(guesser, Work, default)))];
        await TestKit.Eventually.HoldsAsync("the share is full", async () => await queue.RunAsync(guesser, () => true, new CancellationToken(true)).ContinueWith(each => each.IsCompletedSuccessfully && each.Result is null));

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

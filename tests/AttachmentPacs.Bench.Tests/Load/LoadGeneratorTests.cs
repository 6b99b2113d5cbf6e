using System.Collections.Concurrent;
using AttachmentPacs.Bench.Load;

namespace AttachmentPacs.Bench.Tests.Load;

public sealed class LoadGeneratorTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [Fact]
    public void Run_with_clients_does_each_operation_once()
    {
        var numbers = new ConcurrentBag<int>();

        LoadResult result = LoadGenerator.Run(4, 1000, Long, () => new Client(numbers.Add), CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 1000), numbers.Order());
        Assert.Equal((1000, 0, 1000), (result.Done, result.Failed, result.Latencies.Length));
        Assert.Equal(result.Latencies.Order(), result.Latencies);
    }

    [Fact]
    public void Run_with_operations_that_fail_counts_them_apart()
    {
        LoadResult result = LoadGenerator.Run(
            2, 100, Long, () => new Client(number => { if (number % 10 == 3) throw new IOException($"no {number % 10}"); }), CancellationToken.None);

        Assert.Equal((90, 10, "no 3"), (result.Done, result.Failed, result.FirstFailure));
    }

    [Fact]
    public void Run_against_what_fails_always_ends_early()
    {
        LoadResult result = LoadGenerator.Run(2, 1_000_000, Long, () => new Client(_ => throw new IOException("gone")), CancellationToken.None);

        Assert.Equal((0, 40), (result.Done, result.Failed));
    }

    [Fact]
    public void Run_whose_time_is_up_begins_nothing() => Assert.Equal(0, LoadGenerator.Run(2, 10, TimeSpan.Zero, () => new Client(_ => { }), CancellationToken.None).Done);

    [Fact]
    public void Run_that_is_stopped_abandons_its_clients_and_says_so()
    {
        using var stop = new CancellationTokenSource();
        using var abandoned = new ManualResetEventSlim();
        var client = new Client(_ =>
        {
            stop.Cancel();
            abandoned.Wait();
        }, abandoned.Set);

        Assert.Throws<OperationCanceledException>(() => LoadGenerator.Run(1, 10, Long, () => client, stop.Token));

        Assert.True(client.IsDisposed);
    }

    [Fact]
    public void Run_in_which_the_generator_itself_fails_says_so() =>
        Assert.IsType<FormatException>(Assert.Throws<InvalidOperationException>(
            () => LoadGenerator.Run(1, 10, Long, () => new Client(_ => throw new FormatException()), CancellationToken.None)).InnerException);

    private sealed class Client(Action<int> execute, Action? abandon = null) : ILoadClient
    {
        public bool IsDisposed { get; private set; }

        public void Execute(int number) => execute(number);

        public void Abandon() => abandon?.Invoke();

        public void Dispose() => IsDisposed = true;
    }
}

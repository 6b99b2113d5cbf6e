using AttachmentPacs.Core.Changes;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Changes;

public sealed class ChangeReaderTests : IAsyncLifetime
{
    private static readonly ChangeSubscription Test = new("test");
    private ConsumerScene? _scene;

    private ConsumerScene Scene => _scene!;

    public async Task InitializeAsync() => _scene = await ConsumerScene.OpenAsync();

    public async Task DisposeAsync() => await Scene.DisposeAsync();

    [Fact]
    public async Task New_consumer_begins_after_the_newest_change()
    {
        await Scene.StoreAsync();
        ChangeReader reader = Scene.Reader(Test);
        Scene.Run(reader);
        await Scene.ArrivesAtAsync("test", 4);
        await Scene.StoreAsync();

        await Scene.CalledWithAsync(5, 6, 7, 8);
        await Scene.ArrivesAtAsync("test", 8);
        await Eventually.HoldsAsync("nothing left to deliver", () => reader.Lag == 0);
        Assert.NotNull(reader.Status.LastSuccess);
    }

    [Fact]
    public async Task Consumer_from_the_beginning_is_given_all_in_order_in_batches()
    {
        await Scene.StoreAsync();
        await Scene.StoreAsync();
        Scene.Run(Scene.Reader(Test with { FromBeginning = true, MaxBatch = 3 }));
        await Scene.CalledWithAsync(1, 2, 3);
        await Scene.CalledWithAsync(4, 5, 6);
        await Scene.CalledWithAsync(7, 8);
        await Scene.ArrivesAtAsync("test", 8);
    }

    [Fact]
    public async Task Reader_that_runs_again_goes_on_where_the_one_before_stopped()
    {
        Func<Task> stop = Scene.Run(Scene.Reader(Test with { FromBeginning = true }));
        await Scene.StoreAsync();
        await Scene.CallAsync();
        await Scene.ArrivesAtAsync("test", 4);
        await stop();
        await Scene.StoreAsync();

        Scene.Run(Scene.Reader(Test));
        await Scene.CalledWithAsync(5, 6, 7, 8);
    }

    [Fact]
    public async Task Failing_handler_is_given_the_same_again_before_anything_else()
    {
        ChangeReader reader = Scene.Reader(Test with { FromBeginning = true });
        for (int i = 0; i < 3; i++) Scene.Failures.Enqueue(new DeliveryException($"no {i}"));
        await Scene.StoreAsync();
        Scene.Run(reader);

        await Scene.CalledWithAsync(1, 2, 3, 4);
        await Scene.StoreAsync();
        foreach (int delay in (int[])[1, 2, 4])
        {
            await Scene.PassAsync(TimeSpan.FromSeconds(delay));
            await Scene.CalledWithAsync(1, 2, 3, 4);
        }

        await Scene.CalledWithAsync(5, 6, 7, 8);
        await Scene.ArrivesAtAsync("test", 8);
        Assert.Equal(("no 2", 0, false), (reader.Status.LastProblem, reader.Status.Failures, reader.Status.IsStopped));
        Assert.Equal([1060, 1061], Scene.Lines.Select(line => line.Number));
        Assert.StartsWith("Changes 1 to 4 could not be brought to test: no 2 (attempt 3; the next in 00:00:0", Scene.Lines.First().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_leaves_the_position_and_shows_the_lag()
    {
        ChangeReader reader = Scene.Reader(Test with { FromBeginning = true });
        Scene.Failures.Enqueue(new InvalidOperationException("a bug of somebody's"));
        Scene.Run(reader);
        await Scene.StoreAsync();
        await Scene.CallAsync();
        await Eventually.HoldsAsync("a failure", () => reader.Status.Failures == 1);
        Assert.Equal((0, 4, 0), (reader.Status.Position, reader.Lag, await Scene.PositionAsync("test")));
    }

    [Fact]
    public async Task Receiver_that_asks_for_a_pause_is_given_it()
    {
        Scene.Failures.Enqueue(new DeliveryException("later") { RetryAfter = TimeSpan.FromSeconds(90) });
        Scene.Run(Scene.Reader(Test with { FromBeginning = true }));
        await Scene.StoreAsync();
        await Scene.CallAsync();
        await Scene.PassAsync(TimeSpan.FromSeconds(89));
        Assert.Equal((1, 0), (Scene.Time.Running, Scene.Calls.Reader.Count));
        Scene.Time.Advance(TimeSpan.FromSeconds(1));
        await Scene.CalledWithAsync(1, 2, 3, 4);
    }

    [Fact]
    public async Task Receiver_that_wants_no_more_is_left_alone_until_the_next_start()
    {
        ChangeReader reader = Scene.Reader(Test with { FromBeginning = true });
        Scene.Failures.Enqueue(new DeliveryException("gone") { IsFinal = true });
        await Scene.StoreAsync();
        Func<Task> stop = Scene.Run(reader);
        await Eventually.HoldsAsync("the reader is stopped", () => reader.Status.IsStopped);
        Assert.Equal(4, reader.Lag);
        await stop();
        Assert.Equal(1062, Assert.Single(Scene.Lines).Number);
        Assert.Equal(0, await Scene.PositionAsync("test"));

        await Scene.CallAsync();
        Scene.Run(Scene.Reader(Test));
        await Scene.CalledWithAsync(1, 2, 3, 4);
    }

    [Fact]
    public async Task Position_that_cannot_be_written_is_written_later_without_handing_over_again()
    {
        int refusals = 2;
        Scene.Archive.Index.BeforeMove = (_, _) =>
        {
            if (refusals-- > 0) throw new IndexUnavailableException("The disk is full.");
        };
        Scene.Run(Scene.Reader(Test with { FromBeginning = true }));
        await Scene.StoreAsync();
        for (int i = 0; i < 2; i++) await Scene.PassAsync(TimeSpan.FromSeconds(2));
        await Scene.ArrivesAtAsync("test", 4);
        Assert.Equal(1, Scene.Calls.Reader.Count);
    }

    [Fact]
    public async Task Index_that_cannot_be_read_is_asked_again()
    {
        int refusals = 3;
        Scene.Archive.Index.BeforeConsumerChanges = () =>
        {
            if (refusals-- > 0) throw new IndexUnavailableException("The index is busy.");
        };
        Scene.Run(Scene.Reader(Test with { FromBeginning = true }));
        await Scene.StoreAsync();
        for (int i = 0; i < 3; i++) await Scene.PassAsync(TimeSpan.FromSeconds(4));
        await Scene.CalledWithAsync(1, 2, 3, 4);
        Assert.Equal([1063, 1061], Scene.Lines.Select(line => line.Number));
    }

    [Fact]
    public async Task Changes_that_are_not_wanted_are_passed_with_one_write_a_minute()
    {
        List<long> written = [];
        Scene.Archive.Index.BeforeMove = (_, position) => written.Add(position);
        ChangeReader reader = Scene.Reader(Test with { FromBeginning = true, Types = [ChangeType.Deleted] });
        Scene.Run(reader);
        for (int i = 1; i <= 3; i++)
        {
            await Scene.StoreAsync();
            await Eventually.HoldsAsync("all is passed", () => reader.Status.Position == Scene.Archive.Index.LastSequence);
        }

        Assert.Empty(written);
        Scene.Time.Advance(TimeSpan.FromMinutes(1));
        await Scene.StoreAsync();
        await Scene.ArrivesAtAsync("test", 16);
        Assert.Equal([16], written);
        Assert.Equal(0, Scene.Calls.Reader.Count);
    }

    [Fact]
    public async Task Types_and_levels_are_filtered_and_deletions_are_heard_of()
    {
        Scene.Run(Scene.Reader(Test with { FromBeginning = true, Types = [ChangeType.NewStudy, ChangeType.NewPatient, ChangeType.Deleted], Levels = [ResourceLevel.Study] }));
        await Scene.StoreAsync();
        await Scene.CalledWithAsync(3);
        await Scene.Archive.Index.DeleteAsync(ResourceId.ForPatient("P1"), ResourceLevel.Patient, default);
        await Scene.CalledWithAsync(7);
    }

    [Fact]
    public async Task Consumer_that_hangs_holds_up_no_other_and_no_stop()
    {
        var never = new TaskCompletionSource();
        Func<Task> stop = Scene.Run(Scene.Reader(new ChangeSubscription("hangs") { FromBeginning = true }, (_, _) => never.Task));
        Scene.Run(Scene.Reader(Test with { FromBeginning = true }));
        await Scene.StoreAsync();
        await Scene.CallAsync();
        await Scene.StoreAsync();
        await Scene.CalledWithAsync(5, 6, 7, 8);
        await stop();
        Assert.Equal(0, await Scene.PositionAsync("hangs"));
    }

    [Fact]
    public async Task Log_that_is_cleared_loses_nothing_for_a_consumer_behind()
    {
        Scene.Failures.Enqueue(new DeliveryException("not now"));
        Scene.Run(Scene.Reader(Test with { FromBeginning = true, MaxBatch = 2 }));
        await Scene.StoreAsync();
        await Scene.CallAsync();
        await Scene.Archive.Index.ClearChangesAsync(default);
        await Scene.PassAsync(TimeSpan.FromSeconds(1));
        await Scene.CallAsync();
        await Scene.CalledWithAsync(3, 4);
        await Scene.ArrivesAtAsync("test", 4);
        Assert.Empty((await Scene.Archive.Index.ConsumerChangesAsync(0, 10, [], default)).Changes);
    }
}

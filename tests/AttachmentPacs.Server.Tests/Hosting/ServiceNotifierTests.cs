using AttachmentPacs.Index.Sqlite;
using AttachmentPacs.Server.Health;
using AttachmentPacs.Server.Hosting;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using SQLitePCL;

namespace AttachmentPacs.Server.Tests.Hosting;

/// <summary>What the service manager hears, from the server itself and from the notifier alone.</summary>
public class ServiceNotifierTests
{
    private const string Start = "EXTEND_TIMEOUT_USEC=";
    private const string Silent = "STATUS=The index does not answer";
    private static readonly TimeSpan Watchdog = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Server_tells_of_its_start_its_health_and_its_stop()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var folder = new TemporaryFolder();
        using ServiceManager manager = ServiceManager.InFolder(folder);
        await using ChildServer server = await ChildServer.StartAsync(folder.Path, manager.Surroundings(Watchdog));

        Assert.StartsWith(Start, (await manager.NextAsync())[0], StringComparison.Ordinal);
        string[] ready = (await manager.UntilAsync("READY=1"))[^1];
        Assert.Equal(["READY=1", $"STATUS=Serving {server.Client.Url}"], ready);
        for (int i = 0; i < 3; i++) Assert.Equal(["WATCHDOG=1"], await manager.NextAsync());
        Assert.Equal(0, await server.StopAsync());
        List<string[]> last = await manager.UntilAsync("STOPPING=1");
        Assert.All(last[..^1], each => Assert.Equal(["WATCHDOG=1"], each));
        Assert.DoesNotContain("] The index", await server.LogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_whose_index_hangs_sends_no_ping_until_it_answers_again()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var folder = new TemporaryFolder();
        using ServiceManager manager = ServiceManager.Abstract();
        await using ChildServer server = await ChildServer.StartAsync(
            folder.Path, manager.Surroundings(Watchdog), "Database:Sqlite:JournalMode=Delete", "Database:Sqlite:BusyTimeout=00:10:00");
        await manager.UntilAsync("WATCHDOG=1");

        // With a rollback journal, whoever has the file for itself lets nobody read.
        await using SqliteIndex loads = await SqliteIndex.OpenAsync(
            new SqliteIndexOptions { Path = folder.Combine("other.db") }, _ => true, TimeProvider.System, CancellationToken.None);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(folder.Combine("index.db"), out sqlite3 other));
        using (other)
        {
            await Eventually.HoldsAsync("the index is held", () => raw.sqlite3_exec(other, "BEGIN EXCLUSIVE") == raw.SQLITE_OK);
            await manager.UntilAsync(Silent);
            for (int i = 0; i < 3; i++) Assert.StartsWith(Silent, Assert.Single(await manager.NextAsync()), StringComparison.Ordinal);
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_exec(other, "COMMIT"));
        }

        Assert.Equal(["WATCHDOG=1", $"STATUS=Serving {server.Client.Url}"], (await manager.UntilAsync("WATCHDOG=1"))[^1]);
        Assert.Equal(0, await server.StopAsync());
        string log = await server.LogAsync();
        Assert.Contains("[2042]", log, StringComparison.Ordinal);
        Assert.Contains("[2044]", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_that_fails_is_no_health()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var folder = new TemporaryFolder();
        using ServiceManager manager = ServiceManager.InFolder(folder);
        await using ServiceNotifier notifier = Notifier(manager, watchdog: "200000");

        notifier.Ready("Serving", (_, _) => Task.FromResult(new PartState("index-read", "gone\nfor good")));

        Assert.Equal(["READY=1", "STATUS=Serving"], await manager.NextAsync());
        for (int i = 0; i < 3; i++) Assert.Equal([$"{Silent}: gone for good"], await manager.NextAsync());
    }

    [Fact]
    public async Task Long_start_asks_for_more_time_until_it_serves()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var folder = new TemporaryFolder();
        using ServiceManager manager = ServiceManager.InFolder(folder);
        await using ServiceNotifier notifier = Notifier(manager, watchdog: null, new HastyTime());

        notifier.Starting();
        for (int i = 0; i < 3; i++) Assert.StartsWith(Start, (await manager.NextAsync())[0], StringComparison.Ordinal);
        notifier.Ready("Serving", (_, _) => Task.FromResult(new PartState("index-read", null)));

        await manager.UntilAsync("READY=1");
        await notifier.StoppedAsync();
        notifier.Stopping();
        Assert.Equal("STOPPING=1", (await manager.NextAsync())[0]);
    }

    [Theory]
    [InlineData("WATCHDOG_PID", "1", "200000")]
    [InlineData("WATCHDOG_PID", "", "0")]
    [InlineData("WATCHDOG_PID", "", "soon")]
    public async Task Watchdog_of_another_process_or_of_no_interval_is_left_alone(string name, string value, string interval)
    {
        if (!OperatingSystem.IsLinux()) return;
        using var folder = new TemporaryFolder();
        using ServiceManager manager = ServiceManager.InFolder(folder);
        await using ServiceNotifier notifier = ServiceNotifier.FromEnvironment(
            asked => asked == name ? value : asked == "NOTIFY_SOCKET" ? manager.Name : asked == "WATCHDOG_USEC" ? interval : null, TimeProvider.System, NullLogger.Instance);

        notifier.Ready("Serving", (_, _) => throw new InvalidOperationException("The index was asked."));
        await notifier.StoppedAsync();
        notifier.Stopping();

        Assert.Equal("READY=1", (await manager.NextAsync())[0]);
        Assert.Equal("STOPPING=1", (await manager.NextAsync())[0]);
    }

    [Fact]
    public async Task Server_whose_manager_is_gone_serves()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var folder = new TemporaryFolder();
        var surroundings = new ChildSurroundings { Variables = { ["NOTIFY_SOCKET"] = folder.Combine("nobody") } };

        await using ChildServer server = await ChildServer.StartAsync(folder.Path, surroundings);

        (await server.Client.GetAsync("/system")).IsOk();
        Assert.Equal(0, await server.StopAsync());
        Assert.Contains("[2041] The service manager could not be told", await server.LogAsync(), StringComparison.Ordinal);
    }

    private static ServiceNotifier Notifier(ServiceManager manager, string? watchdog, TimeProvider? time = null) => ServiceNotifier.FromEnvironment(
        name => name == "NOTIFY_SOCKET" ? manager.Name : name == "WATCHDOG_USEC" ? watchdog : null, time ?? TimeProvider.System, NullLogger.Instance);

    // A minute of its timers passes in a few milliseconds.
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Shorten(dueTime), Shorten(period));

        private static TimeSpan Shorten(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? span : span / 5000;
    }
}

using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>Failed logins have to wait, on the wire.</summary>
public class LockOutOnTheWireTests
{
    [Fact]
    public async Task Failures_make_the_right_password_wait_and_nobody_else()
    {
        var time = new ManualTime();
        await using RunningServer server = await RunningServer.StartAsync(
            time, [.. Login.User("alice", "a", "Read"), .. Login.User("bob", "b", "Read"), "Http:LockOutAfter=3"]);
        for (int i = 0; i < 3; i++) (await server.Client.GetAsync("/system", Login.Basic("alice", $"guess{i}"))).Is(HttpStatusCode.Unauthorized);

        Reply refused = (await server.Client.GetAsync("/system", Login.Basic("alice", "a"))).IsError(HttpStatusCode.TooManyRequests, 29);
        Assert.Equal(("1", null), (refused["Retry-After"], refused["WWW-Authenticate"]));
        (await server.Client.GetAsync("/system", Login.Basic("bob", "b"))).IsOk();

        time.Now += TimeSpan.FromSeconds(1);
        (await server.Client.GetAsync("/system", Login.Basic("alice", "guess4"))).Is(HttpStatusCode.Unauthorized);
        Assert.Equal("2", (await server.Client.GetAsync("/system", Login.Basic("alice", "a"))).Is(HttpStatusCode.TooManyRequests)["Retry-After"]);

        time.Now += TimeSpan.FromSeconds(2);
        (await server.Client.GetAsync("/system", Login.Basic("alice", "a"))).IsOk();
        (await server.Client.GetAsync("/system", Login.Basic("alice", "guess5"))).Is(HttpStatusCode.Unauthorized);
        (await server.Client.GetAsync("/system", Login.Basic("alice", "a"))).IsOk();
    }

    [Fact]
    public async Task Guesses_that_come_at_once_are_counted_one_after_the_other()
    {
        await using RunningServer server = await RunningServer.StartAsync(new ManualTime(), [.. Login.User("alice", "a", "Read"), "Http:LockOutAfter=3"]);

        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => server.Client.GetAsync("/system", Login.Basic("alice", $"guess{i}"))));

        Assert.Equal(3, replies.Count(reply => reply.Status == HttpStatusCode.Unauthorized));
        Assert.Equal(17, replies.Count(reply => reply.Status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Many_requests_of_a_user_at_once_are_all_let_in()
    {
        await using RunningServer server = await RunningServer.StartAsync(Login.User("alice", "a", "Read"));

        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => server.Client.GetAsync("/system", Login.Basic("alice", "a"))));

        Assert.All(replies, reply => reply.IsOk());
    }

    [Fact]
    public async Task Server_without_users_asks_nobody()
    {
        await using RunningServer server = await RunningServer.StartAsync();

        (await server.Client.GetAsync("/system")).IsOk();
        (await server.Client.GetAsync("/system", Login.Basic("whoever", "x"))).IsOk();
    }
}

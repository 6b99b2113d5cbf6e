using System.Net;
using System.Text;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest.Uploads;

/// <summary>Archives that end before their last member: what was stored before is told.</summary>
public class BrokenZipTests
{
    [Fact]
    public async Task Zip_cut_off_is_400_with_what_was_stored_before()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[][] files = [.. Enumerable.Range(1, 5).Select(number => server.NewInstance().Pixels(new byte[100_000 * number]).ToArray())];
        byte[] archive = ZipBytes.Of([("no", [1]), .. files.Select((file, index) => ($"{index}", file))]);

        Reply reply = (await server.Client.PostAsync("/instances", archive[..^30])).IsError(HttpStatusCode.BadRequest, 15);

        Assert.Equal(
            ["Details", "HttpError", "HttpStatus", "Instances", "Message", "Method", "OrthancError", "OrthancStatus", "Skipped", "Uri"], reply.Keys);
        Assert.Contains("cut off", reply.Field("Details"), StringComparison.Ordinal);
        Assert.Equal(5, await AssertAllToldAsync(server, reply));
        Assert.Equal("no", Assert.Single(reply.Json.GetProperty("Skipped").Each("Name")));
    }

    [Fact]
    public async Task Zip_cut_anywhere_is_400_and_tells_all_that_is_stored()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] archive = ZipBytes.Of(Enumerable.Range(1, 3).Select(_ => server.NewInstance().ToArray()));
        HashSet<string> told = [];
        for (int length = 4; length < archive.Length; length += 53)
        {
            Reply reply = (await server.Client.PostAsync("/instances", archive[..length])).Is(HttpStatusCode.BadRequest);
            told.UnionWith(reply.Json.GetProperty("Instances").Each("ID"));
            Assert.Equal(told.Order(StringComparer.Ordinal), (await server.Client.GetAsync("/instances")).Strings.Order(StringComparer.Ordinal));
        }

        Assert.Equal(3, told.Count);
    }

    [Fact]
    public async Task Zip_whose_sender_goes_away_is_stored_up_to_there()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] file = server.NewInstance().Pixels(new byte[3_000_000]).ToArray();
        byte[] archive = ZipBytes.Of([server.NewInstance().ToArray(), file]);
        using (RawConnection connection = await RawConnection.OpenAsync(server.Client.Uri))
        {
            await connection.SendAsync(Encoding.ASCII.GetBytes($"POST /instances HTTP/1.1\r\nHost: x\r\nContent-Length: {archive.Length}\r\n\r\n"));
            await connection.SendAsync(archive[..^1000]);
            await Eventually.HoldsAsync("the first member is stored", async () => (await server.Client.GetAsync("/instances")).Strings.Length == 1);
            connection.Reset();
        }

        await Eventually.HoldsAsync("the draft of the second is gone", () => server.Drafts().Length == 0);
        Assert.Single((await server.Client.GetAsync("/instances")).Strings);
    }

    [Fact]
    public async Task Zip_that_grows_too_far_is_413_and_nothing_of_the_rest_is_stored()
    {
        await using RunningServer server = await RunningServer.StartAsync("Limits:ZipEntries=3", "Limits:InflationRatio=100");
        byte[] file = server.NewInstance().ToArray();
        byte[] later = server.NewInstance().ToArray();
        byte[] bomb = server.NewInstance().Pixels(new byte[100 << 20]).ToArray();

        Reply byRatio = (await server.Client.PostAsync("/instances", ZipBytes.Of([file, bomb, later]))).IsError(HttpStatusCode.RequestEntityTooLarge, 8);
        Assert.Equal(1, await AssertAllToldAsync(server, byRatio));

        Reply byEntries = (await server.Client.PostAsync("/instances", ZipBytes.Of([file, file, file, later]))).IsError(HttpStatusCode.RequestEntityTooLarge, 8);
        Assert.Contains("Limits:ZipEntries", byEntries.Field("Details"), StringComparison.Ordinal);
        Assert.Equal(["AlreadyStored", "AlreadyStored", "AlreadyStored"], byEntries.Json.GetProperty("Instances").Each("Status"));
        Assert.Single((await server.Client.GetAsync("/instances")).Strings);
        Assert.Empty(server.Drafts());
    }

    [Fact]
    public async Task Zip_whose_members_exceed_the_body_limit_is_413()
    {
        await using RunningServer server = await RunningServer.StartAsync("Http:MaxBodyBytes=100000");
        byte[][] files = [.. Enumerable.Range(1, 5).Select(_ => server.NewInstance().Pixels(new byte[30_000]).ToArray())];

        Reply reply = (await server.Client.PostAsync("/instances", ZipBytes.Of(files))).IsError(HttpStatusCode.RequestEntityTooLarge, 8);

        Assert.Equal(3, await AssertAllToldAsync(server, reply));
    }

    [Fact]
    public async Task Zip_that_fills_the_store_is_507_with_what_was_stored_before()
    {
        await using RunningServer server = await RunningServer.StartAsync($"Storage:MinimumFreeSpace={long.MaxValue}");

        Reply reply = (await server.Client.PostAsync("/instances", ZipBytes.Of([server.NewInstance().ToArray(), server.NewInstance().ToArray()])))
            .IsError(HttpStatusCode.InsufficientStorage, 19);

        Assert.Equal(0, await AssertAllToldAsync(server, reply));
        Assert.Empty(server.Drafts());
    }

    [Fact]
    public async Task Zip_with_a_member_that_needs_too_much_memory_is_503()
    {
        await using RunningServer server = await RunningServer.StartAsync("Limits:IngestBytes=1048576");
        DicomBuilder greedy = server.NewInstance();
        for (uint i = 0; i < 60; i++) greedy.Add(0x0009_1001 + i, "LT", new string('x', 60_000));

        Reply reply = (await server.Client.PostAsync("/instances", ZipBytes.Of([server.NewInstance().ToArray(), greedy.ToArray(), server.NewInstance().ToArray()])))
            .IsError(HttpStatusCode.ServiceUnavailable, 36);

        Assert.Equal("1", reply["Retry-After"]);
        Assert.Equal(1, await AssertAllToldAsync(server, reply));
    }

    /// <summary>What is told to be stored is what is stored; returns how many.</summary>
    private static async Task<int> AssertAllToldAsync(RunningServer server, Reply reply)
    {
        string[] stored = (await server.Client.GetAsync("/instances")).IsOk().Strings;
        string[] told = reply.Json.GetProperty("Instances").Each("ID");
        Assert.Equal(stored.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        Assert.Equal(JsonValueKind.Array, reply.Json.GetProperty("Skipped").ValueKind);
        return told.Length;
    }
}

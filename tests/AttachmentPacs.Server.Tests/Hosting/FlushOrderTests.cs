using System.Collections.Concurrent;
using System.Text;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Server.Tests.DimseServices;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.Hosting;

/// <summary>
/// Durability is not traded: what the server asks of the operating system before it acknowledges an instance, seen from outside. Bytes written,
/// name given, both flushed, and only then the row written, the row flushed, and only then the answer.
/// </summary>
public sealed class FlushOrderTests(ITestOutputHelper output)
{
    private const StringComparison Ordinal = StringComparison.Ordinal;
    private const int Clients = 8;
    private const int Each = 5;

    private static readonly string[] Writes = ["write", "writev", "pwrite64", "pwritev"];
    private static readonly string[] Flushes = ["syncfs", "sync", "fsync", "fdatasync"];
    private static readonly string[] Names = ["rename", "renameat", "renameat2", "link", "linkat"];
    private static readonly string[] Sends = ["sendto", "sendmsg", "write", "writev"];

    [Theory]
    [InlineData(1)]
    [InlineData(Clients)]
    public Task Upload_is_answered_only_when_content_name_and_row_were_flushed(int clients) => CheckAsync(clients, "HTTP/1.1 200", UploadAsync);

    [Theory]
    [InlineData(1)]
    [InlineData(Clients)]
    public Task CStore_is_answered_only_when_content_name_and_row_were_flushed(int clients) => CheckAsync(clients, "", SendAsync);

    [Theory]
    [InlineData("Storage:Durability=Os")]
    [InlineData("Database:Sqlite:Synchronous=Off")]
    [InlineData("Database:Sqlite:Synchronous=Normal")]
    public async Task Flush_that_is_switched_off_is_missed(string setting)
    {
        if (!await SystemCalls.AreSeenAsync()) output.WriteLine(SystemCalls.Absent);
        else await Assert.ThrowsAsync<NotFlushedException>(() => CheckAsync(1, "HTTP/1.1 200", UploadAsync, setting));
    }

    private static async Task<List<Sent>> UploadAsync(ChildServer server, int client)
    {
        List<Sent> sent = [];
        for (int number = 1; number <= Each; number++)
        {
            Stored stored = await server.Client.StoreAsync(DicomBuilder.Instance($"P{client}", client, 1, number).ToArray());
            sent.Add(new Sent(stored.Id, stored.Id));
        }

        return sent;
    }

    private static async Task<List<Sent>> SendAsync(ChildServer server, int client)
    {
        List<Sent> sent = [];
        await using Scu scu = await Scu.ConnectAsync(await server.Client.DicomPortAsync());
        for (int number = 1; number <= Each; number++)
        {
            string uid = DicomBuilder.Uid(client, 1, number);
            Assert.Equal(DimseStatus.Success, (await scu.StoreAsync(DicomBuilder.Instance($"P{client}", client, 1, number), uid)).Status);
            sent.Add(new Sent(PublicId.Of($"P{client}", DicomBuilder.Uid(client), DicomBuilder.Uid(client, 1), uid), uid));
        }

        await scu.ReleaseAsync();
        return sent;
    }

    private async Task CheckAsync(int clients, string answer, Func<ChildServer, int, Task<List<Sent>>> send, string setting = "Storage:Durability=Full")
    {
        if (!await SystemCalls.AreSeenAsync())
        {
            output.WriteLine(SystemCalls.Absent);
            return;
        }

        using var folder = new TemporaryFolder();
        var all = new ConcurrentBag<(Sent Sent, string Uuid)>();
        await using (ChildServer server = await ChildServer.StartAsync(
            folder.Path, new ChildSurroundings { Before = SystemCalls.Command(folder.Combine("calls")) }, DimseServer.Open(setting)))
        {
            List<Sent>[] sent = await Task.WhenAll(Enumerable.Range(1, clients).Select(client => send(server, client)));
            foreach (Sent each in sent.SelectMany(one => one))
            {
                all.Add((each, (await server.Client.GetAsync($"/instances/{each.Id}/attachments/dicom/info")).IsOk().Field("Uuid")));
            }

            Assert.Equal(0, await server.StopAsync());
        }

        SystemCalls calls = SystemCalls.Read(folder.Combine("calls"));
        Assert.Equal(clients * Each, all.Count);
        foreach ((Sent sent, string uuid) in all) Check(calls, sent, uuid, answer);
        Count(calls, clients);
    }

    /// <summary>
    /// Content and name, in either order, are flushed before the row is written, the row before the answer is sent. Each step begins only when the
    /// one before it has ended.
    /// </summary>
    private static void Check(SystemCalls calls, Sent sent, string uuid, string answer)
    {
        SystemCall named = Found(calls.First(0, Names, uuid), "its blob gets its name");
        string draft = named.Arguments[(named.Arguments.IndexOf("drafts/", Ordinal) + 7)..][..36];
        SystemCall written = Found(
            calls.All.LastOrDefault(call => Writes.Contains(call.Name) && (call.Arguments.Contains($"{draft}>", Ordinal) || call.Arguments.Contains($"{uuid}>", Ordinal))),
            "its content is written");
        SystemCall content = Found(Flush(calls, written.End, $"{draft}>"), "its content is flushed");
        SystemCall name = Found(Flush(calls, named.End, $"/{uuid[..2]}/{uuid[2..4]}>"), "its name is flushed");
        string id = Encoding.Latin1.GetString(Convert.FromHexString(sent.Id.Replace("-", "", Ordinal)));
        SystemCall row = Found(calls.First(0, Writes, "index.db-wal>", id), "its row is written");
        Before(content, row);
        Before(name, row);
        SystemCall commit = Found(calls.First(row.End, Flushes, "index.db-wal>"), "its row is flushed");
        Before(commit, Found(calls.First(0, Sends, "socket:[", answer, sent.Answered), "it is answered"));

        SystemCall Found(SystemCall? call, string what) => call ?? throw new NotFlushedException($"{sent.Id}: not recorded that {what}");
    }

    /// <summary>The first flush after a line, of the whole file system, or of one file or folder.</summary>
    private static SystemCall? Flush(SystemCalls calls, int after, string path) => calls.All.FirstOrDefault(call =>
        call.Begin > after && call.Succeeded && Flushes.Contains(call.Name)
        && (call.Name is "syncfs" or "sync" || call.Arguments.Contains(path, Ordinal)));

    private static void Before(SystemCall first, SystemCall second)
    {
        if (first.End < second.Begin) return;
        throw new NotFlushedException($"{first.Name} ends at line {first.End} of the record, but {second.Name} begins at {second.Begin}");
    }

    private void Count(SystemCalls calls, int clients)
    {
        int common = calls.All.Count(call => call.Name is "syncfs" or "sync" or "fsync");
        int rows = calls.All.Count(call => Flushes.Contains(call.Name) && call.Arguments.Contains("index.db-wal>", Ordinal));
        output.WriteLine($"{clients} clients, {clients * Each} instances: {common} flushes of contents and names, {rows} of the index's log");

        // Who sends one after the other shares with nobody.
        if (clients == 1) Assert.True(common >= Each && rows >= Each, "There are fewer flushes than acknowledgements");
    }

    private sealed class NotFlushedException(string message) : Exception(message);

    /// <param name="Id">Public id of an instance.</param>
    /// <param name="Answered">What its answer says and no other.</param>
    private readonly record struct Sent(string Id, string Answered);
}

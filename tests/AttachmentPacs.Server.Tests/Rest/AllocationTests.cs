using System.Buffers.Text;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>What a request allocates, from its bytes on a connection to those of its answer. Alone, as the counters are those of the process.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests(ITestOutputHelper output)
{
    private readonly byte[] _answer = new byte[64 << 10];

    [Fact]
    public async Task Requests_are_answered_within_their_budgets()
    {
        await using RunningServer server = await RunningServer.StartAsync("Storage:Durability=Os", "Database:Sqlite:Synchronous=Off");
        NumberedFile file = NumberedFile.Small();
        Stored stored = await server.Client.StoreAsync(file.Next());
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Client.Uri.Host, server.Client.Uri.Port);

        await CheckAsync(AllocationBudgets.GetFile, Get($"{stored.Path}/file"), _ => { });
        await CheckAsync(AllocationBudgets.GetInstance, Get(stored.Path), _ => { });
        byte[] head = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"POST /instances HTTP/1.1\r\nHost: localhost\r\nContent-Length: {file.Bytes.Length}\r\n\r\n"));
        await CheckAsync(AllocationBudgets.PostSmall, [.. head, .. file.Bytes], request => file.Next().CopyTo(request.AsSpan(head.Length)));

        async Task CheckAsync(AllocationBudget budget, byte[] request, Action<byte[]> change) => budget.Check(
            await Allocations.InProcessAsync(
                () =>
                {
                    change(request);
                    socket.Send(request);
                    Receive(socket);
                    return Task.CompletedTask;
                },
                batch: 25),
            output.WriteLine);
    }

    private static byte[] Get(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");

    /// <summary>Reads an answer whose length its header tells, and allocates nothing.</summary>
    private void Receive(Socket socket)
    {
        int used = 0;
        while (true)
        {
            used += socket.Receive(_answer.AsSpan(used));
            ReadOnlySpan<byte> all = _answer.AsSpan(0, used);
            int body = all.IndexOf("\r\n\r\n"u8) + 4;
            if (body < 4) continue;
            int field = all.IndexOf("Content-Length: "u8) + 16;
            if (!all.StartsWith("HTTP/1.1 200"u8) || field < 16) Assert.Fail(Encoding.ASCII.GetString(all));
            if (Utf8Parser.TryParse(all[field..], out int length, out _) && used >= body + length) return;
        }
    }
}

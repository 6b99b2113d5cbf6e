using System.Collections.Concurrent;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Webhooks;

/// <summary>Webhooks of a server that stops, or is killed.</summary>
public class RestartTests
{
    private const int Rounds = 3;
    private const int Senders = 3;

    [Fact]
    public async Task Server_that_was_stopped_goes_on_where_it_was()
    {
        using var folder = new TemporaryFolder();
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        for (int round = 0; round < 2; round++)
        {
            await using ChildServer server = await ChildServer.StartAsync(folder.Path, receiver.Settings("test"));
            await server.Client.BeginsAsync("test");
            await server.Client.StoreAsync(DicomBuilder.Instance($"P{round}").ToArray());
            await server.Client.CatchesUpAsync("test");
            Assert.Equal(0, await server.StopAsync());
            await using ChildServer without = await ChildServer.StartAsync(folder.Path);
            await without.Client.StoreAsync(DicomBuilder.Instance($"Q{round}").ToArray());
            JsonElement left = await without.Client.StatusAsync("test");
            Assert.Equal((4 + (8 * round), 4, null), (left.GetProperty("Position").GetInt64(), left.GetProperty("Lag").GetInt64(), left.GetProperty("Url").GetString()));
            Assert.Equal(0, await without.StopAsync());
        }

        await using ChildServer last = await ChildServer.StartAsync(folder.Path, receiver.Settings("test"));
        await last.Client.CatchesUpAsync("test");
        Assert.Equal(Enumerable.Range(1, 16).Select(each => (long)each), receiver.Taken);
    }

    [Fact]
    public async Task Other_changes_under_the_same_sequences_after_a_restore_are_another_message()
    {
        using var folder = new TemporaryFolder();
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync();
        string[] settings = receiver.Settings("test", "MaxBatch=4");
        await using (ChildServer first = await ChildServer.StartAsync(folder.Path, settings))
        {
            await first.Client.BeginsAsync("test");
            Assert.Equal(0, await first.StopAsync());
        }

        string index = Assert.Single(Directory.GetFiles(folder.Path, "index.db", SearchOption.AllDirectories));
        byte[] backup = await File.ReadAllBytesAsync(index);
        foreach (string patient in (string[])["P1", "P2"])
        {
            await File.WriteAllBytesAsync(index, backup);
            await using ChildServer server = await ChildServer.StartAsync(folder.Path, settings);
            await server.Client.StoreAsync(DicomBuilder.Instance(patient).ToArray());
            await server.Client.CatchesUpAsync("test");
            Assert.Equal(0, await server.StopAsync());
        }

        Assert.Equal([1, 2, 3, 4, 1, 2, 3, 4], receiver.Taken);
        Assert.Distinct(receiver.Messages.Select(message => message.Id));
    }

    [Fact]
    public async Task Kills_during_uploads_leave_no_change_untold()
    {
        using var folder = new TemporaryFolder();
        var acknowledged = new ConcurrentBag<string>();
        await using WebhookReceiver receiver = await WebhookReceiver.StartAsync((http, before) =>
        {
            if (before % 5 == 2) http.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        string[] settings = receiver.Settings("test", "From=Beginning", "MaxBatch=7");
        for (int round = 0; round < Rounds; round++)
        {
            await using ChildServer server = await ChildServer.StartAsync(folder.Path, settings);
            (int uploads, int messages) = (acknowledged.Count + 15, receiver.Messages.Length + 3);
            Task[] senders = [.. Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendUntilCutAsync(server.Client, $"{round}-{sender}", acknowledged)))];
            await Eventually.HoldsAsync("uploads and messages", () => acknowledged.Count >= uploads && receiver.Messages.Length >= messages);
            await server.KillAsync();
            await Task.WhenAll(senders);
        }

        await using ChildServer last = await ChildServer.StartAsync(folder.Path, settings);
        await last.Client.CatchesUpAsync("test");

        HashSet<string> told = [.. receiver.Messages.SelectMany(message => message.Json.GetProperty("Changes").EnumerateArray()).Select(change => change.GetProperty("Path").GetString()!)];
        Assert.Empty(acknowledged.Except(told));
        Assert.Equal(await last.Client.SequencesAsync(), receiver.Taken.Distinct());
    }

    private static async Task SendUntilCutAsync(RestClient client, string patient, ConcurrentBag<string> acknowledged)
    {
        for (int i = 1; ; i++)
        {
            try
            {
                acknowledged.Add((await client.PostAsync("/instances", DicomBuilder.Instance(patient, instance: i).ToArray())).IsOk().Field("Path"));
            }
            catch (HttpRequestException)
            {
                // The kill has come: this one was not acknowledged.
                return;
            }
        }
    }
}

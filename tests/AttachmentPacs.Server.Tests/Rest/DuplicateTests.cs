using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>A second file with the identifiers of a first (<c>Storage:Duplicates</c>).</summary>
public class DuplicateTests
{
    [Fact]
    public async Task Ignore_keeps_the_old_file_and_leaves_nothing_of_the_new()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Stored stored = await server.StoreAsync(DicomBuilder.Instance("P1"));

        Reply reply = await server.Client.PostAsync("/instances", Newer().ToArray());

        Assert.Equal("AlreadyStored", reply.IsOk().Field("Status"));
        Assert.Equal(stored.File, (await server.Client.GetAsync($"{stored.Path}/file")).Body);
        Assert.Equal(2, server.Blobs().Length);
        Assert.Empty(server.Drafts());
    }

    [Fact]
    public async Task Reject_refuses_the_new_file_and_even_the_same()
    {
        await using RunningServer server = await RunningServer.StartAsync("Storage:Duplicates=reject");
        Stored stored = await server.StoreAsync(DicomBuilder.Instance("P1"));

        (await server.Client.PostAsync("/instances", Newer().ToArray())).IsError(HttpStatusCode.Conflict, 46);
        (await server.Client.PostAsync("/instances", stored.File)).IsError(HttpStatusCode.Conflict, 46);

        Assert.Equal(stored.File, (await server.Client.GetAsync($"{stored.Path}/file")).Body);
        Assert.Equal(2, server.Blobs().Length);
    }

    [Fact]
    public async Task Replace_takes_the_new_file_and_keeps_what_users_added()
    {
        await using RunningServer server = await RunningServer.StartAsync("Storage:Duplicates=replace");
        Stored stored = await server.StoreAsync(DicomBuilder.Instance("P1"));
        foreach (string level in stored.Levels)
        {
            (await server.Client.PutAsync($"{level}/metadata/1024", level)).IsOk();
            (await server.Client.PutAsync($"{level}/attachments/1024", level)).IsOk();
            (await server.Client.PutAsync($"{level}/labels/kept")).IsOk();
        }

        await server.Client.PutAsync($"/patients/{stored.Patient}/protected", "1");
        long last = (await server.Client.GetAsync("/changes?last")).Json.GetProperty("Last").GetInt64();

        Stored again = await server.StoreAsync(Newer());

        Assert.Equal(stored.Id, again.Id);
        Assert.Equal(again.File, (await server.Client.GetAsync($"{stored.Path}/file")).Body);
        Assert.Equal("9", (await server.Client.GetAsync($"{stored.Path}/tags?simplify")).Field("InstanceNumber"));
        Assert.Equal(9, (await server.Client.GetAsync(stored.Path)).Json.GetProperty("IndexInSeries").GetInt32());
        foreach (string level in stored.Levels)
        {
            Assert.Equal(level, (await server.Client.GetAsync($"{level}/metadata/1024")).IsOk().Text);
            Assert.Equal(level, (await server.Client.GetAsync($"{level}/attachments/1024/data")).IsOk().Text);
            Assert.Equal(["kept"], (await server.Client.GetAsync($"{level}/labels")).Strings);
        }

        Assert.Equal("1", (await server.Client.GetAsync($"/patients/{stored.Patient}/protected")).Text);
        Assert.Equal(1, (await server.Client.GetAsync("/statistics")).Json.GetProperty("CountInstances").GetInt32());
        string[] changes = [.. (await server.Client.GetAsync($"/changes?since={last}")).Json.GetProperty("Changes").EnumerateArray().Select(change => change.GetProperty("ChangeType").GetString()!)];
        Assert.Contains("NewInstance", changes);
        Assert.DoesNotContain(changes, change => change is "NewSeries" or "NewStudy" or "NewPatient");
    }

    private static DicomBuilder Newer() => DicomBuilder.Instance("P1").Add(0x0020_0013, "IS", "9").Pixels([7, 7, 7, 7]);
}

using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Deletion and protection (contract 1.11).</summary>
public class DeletionTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task Deletion_names_the_nearest_ancestor_that_remains_and_takes_empty_parents()
    {
        string patient = _server.NewPatient();
        Stored first = await _server.StoreAsync(DicomBuilder.Instance(patient));
        Stored second = await _server.StoreAsync(DicomBuilder.Instance(patient, instance: 2));
        await _server.StoreAsync(DicomBuilder.Instance(patient, study: 2));

        await AssertRemainsAsync(first.Path, "Series", $"/series/{first.Series}");
        await AssertRemainsAsync(second.Path, "Patient", $"/patients/{first.Patient}");
        (await _server.Client.GetAsync($"/studies/{first.Study}")).IsEmpty(HttpStatusCode.NotFound);
        Reply last = (await _server.Client.DeleteAsync($"/patients/{first.Patient}")).IsOk();
        Assert.Equal("{\n   \"RemainingAncestor\" : null\n}\n", last.Text.Replace("\":", "\" :", StringComparison.Ordinal));
        (await _server.Client.GetAsync($"/patients/{first.Patient}")).IsEmpty(HttpStatusCode.NotFound);
        (await _server.Client.DeleteAsync($"/patients/{first.Patient}")).IsEmpty(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Bulk_deletion_passes_over_ids_that_are_unknown_or_none()
    {
        RunningServer server = shared.Server;
        Stored stored = await server.StoreAsync(server.NewInstance());

        (await server.Client.PostAsync("/tools/bulk-delete", $"{{\"Resources\":[\"abc\",\"../../etc/passwd\",\"{PublicId.Of("nobody")}\",{{\"ID\":\"{stored.Id}\"}}]}}")).IsEmpty(HttpStatusCode.OK);
        (await server.Client.GetAsync(stored.Path)).IsEmpty(HttpStatusCode.NotFound);

        (await server.Client.PostAsync("/tools/bulk-delete", "{\"Resources\":[{\"Level\":\"Study\"}]}")).IsError(HttpStatusCode.BadRequest, 8);
        (await server.Client.PostAsync("/tools/bulk-delete", "{\"Resources\":[1]}")).IsError(HttpStatusCode.BadRequest, 8);
    }

    [Fact]
    public async Task Deletion_at_the_wrong_level_is_404_and_deletes_nothing()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());

        (await _server.Client.DeleteAsync($"/studies/{stored.Patient}")).IsEmpty(HttpStatusCode.NotFound);
        (await _server.Client.DeleteAsync("/instances/nope")).IsEmpty(HttpStatusCode.NotFound);

        (await _server.Client.GetAsync(stored.Path)).IsOk();
    }

    [Fact]
    public async Task Deleted_instance_can_be_stored_again_with_nothing_of_the_old_one()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        foreach (string level in stored.Levels)
        {
            await _server.Client.PutAsync($"{level}/attachments/1024", "x");
            await _server.Client.PutAsync($"{level}/metadata/1024", "x");
        }

        (await _server.Client.DeleteAsync(stored.Path)).IsOk();
        Stored again = await _server.Client.StoreAsync(stored.File);

        Assert.Equal(stored.Id, again.Id);
        foreach (string level in stored.Levels)
        {
            (await _server.Client.GetAsync($"{level}/attachments/1024/data")).Is(HttpStatusCode.NotFound);
            (await _server.Client.GetAsync($"{level}/metadata/1024")).Is(HttpStatusCode.NotFound);
        }

        Assert.Equal(stored.File, (await _server.Client.GetAsync($"{stored.Path}/file")).IsOk().Body);
    }

    [Fact]
    public async Task Deleted_files_leave_the_store_with_the_collector()
    {
        await using RunningServer server = await RunningServer.StartAsync("Storage:CollectAfter=00:00:00");
        Stored stored = await server.StoreAsync(server.NewInstance());
        Assert.Equal(2, server.Blobs().Length);

        (await server.Client.DeleteAsync(stored.Path)).IsOk();
        Assert.Equal(2, server.Blobs().Length);
        Assert.Equal(2, await server.Archive.Collector.CollectAsync(CancellationToken.None));

        Assert.Empty(server.Blobs());
    }

    [Fact]
    public async Task Protection_takes_booleans_only_and_goes_with_the_patient()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        string path = $"/patients/{stored.Patient}/protected";
        Assert.Equal("0", (await _server.Client.GetAsync(path)).IsOk().Text);

        foreach ((string body, string value) in new[] { ("1", "1"), ("0", "0"), ("true", "1"), ("false", "0"), (" 1\n", "1") })
        {
            (await _server.Client.PutAsync(path, body)).IsEmpty(HttpStatusCode.OK);
            Assert.Equal(value, (await _server.Client.GetAsync(path)).Text);
        }

        foreach (string body in (string[])["", "banana", "2", "{}"]) (await _server.Client.PutAsync(path, body)).IsError(HttpStatusCode.BadRequest, 15);
        Assert.True((await _server.Client.GetAsync($"/patients/{stored.Patient}")).Json.GetProperty("IsProtected").GetBoolean());
        (await _server.Client.PutAsync($"/patients/{stored.Study}/protected", "1")).Is(HttpStatusCode.NotFound);
        (await _server.Client.DeleteAsync($"/patients/{stored.Patient}")).IsOk();
        await _server.Client.StoreAsync(stored.File);
        Assert.Equal("0", (await _server.Client.GetAsync(path)).Text);
    }

    private async Task AssertRemainsAsync(string deleted, string type, string path)
    {
        Reply reply = (await _server.Client.DeleteAsync(deleted)).IsOk();
        System.Text.Json.JsonElement ancestor = reply.Json.GetProperty("RemainingAncestor");
        Assert.Equal((type, path), (ancestor.GetProperty("Type").GetString(), ancestor.GetProperty("Path").GetString()));
    }
}

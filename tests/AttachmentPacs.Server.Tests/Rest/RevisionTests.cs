using System.Globalization;
using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>ETag, If-Match and If-None-Match (contract 1.3), for attachments and metadata alike.</summary>
public class RevisionTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    // Orthanc heeds no tags there; a proxy that packs answers makes ours weak.
    [Theory]
    [InlineData("\"abc\"", false)]
    [InlineData("*", false)]
    [InlineData("", false)]
    [InlineData("W/{0}", true)]
    [InlineData("{1}", true)]
    [InlineData("\"x\", {0}", true)]
    public async Task If_None_Match_of_the_file_is_heeded_only_where_it_names_the_content(string header, bool isKnown)
    {
        Stored stored = await shared.Server.StoreAsync(shared.Server.NewInstance());
        string tag = (await shared.Server.Client.GetAsync($"{stored.Path}/file")).IsOk().ETag!;

        Reply reply = await shared.Server.Client.GetAsync($"{stored.Path}/file", ("If-None-Match", string.Format(CultureInfo.InvariantCulture, header, tag, tag.Trim('"'))));

        Assert.Equal(isKnown ? [] : stored.File, reply.Is(isKnown ? HttpStatusCode.NotModified : HttpStatusCode.OK).Body);
    }

    private static readonly byte[] A = "a"u8.ToArray();
    private static readonly byte[] B = "b"u8.ToArray();

    [Theory]
    [InlineData("attachments/1024", "/data")]
    [InlineData("metadata/1024", "")]
    public async Task If_Match_lets_only_the_revision_that_was_read_be_replaced(string item, string data)
    {
        RunningServer server = shared.Server;
        string path = $"{(await server.StoreAsync(server.NewInstance())).Path}/{item}";
        await server.Client.PutAsync(path, A, ("If-Match", PublicId.Tag(7, B)));

        (await server.Client.PutAsync(path, B, ("If-Match", PublicId.Tag(5, A)))).IsError(HttpStatusCode.Conflict, 43);
        (await server.Client.PutAsync(path, B, ("If-Match", PublicId.Tag(0, B)))).IsError(HttpStatusCode.Conflict, 43);
        Assert.Equal(A, (await server.Client.GetAsync(path + data)).Body);

        Reply put = (await server.Client.PutAsync(path, B, ("If-Match", PublicId.Tag(0, A)))).IsOk();
        Assert.Equal(PublicId.Tag(1, B), put.ETag);
        (await server.Client.PutAsync(path, A, ("If-Match", PublicId.Tag(0, A)))).IsError(HttpStatusCode.Conflict, 43);
        Assert.Equal(PublicId.Tag(2, A), (await server.Client.PutAsync(path, A, ("If-Match", put.ETag!.Trim('"')))).IsOk().ETag);

        (await server.Client.DeleteAsync(path, ("If-Match", PublicId.Tag(1, B)))).IsError(HttpStatusCode.Conflict, 43);
        (await server.Client.DeleteAsync(path, ("If-Match", PublicId.Tag(2, A)))).IsEmpty(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("attachments/1024", "/data")]
    [InlineData("attachments/1024", "/info")]
    [InlineData("attachments/1024", "/md5")]
    [InlineData("metadata/1024", "")]
    public async Task If_None_Match_of_the_current_tag_is_304_with_the_tag(string item, string data)
    {
        RunningServer server = shared.Server;
        string path = $"{(await server.StoreAsync(server.NewInstance())).Path}/{item}";
        await server.Client.PutAsync(path, A);
        string tag = PublicId.Tag(0, A);

        Assert.Equal(tag, (await server.Client.GetAsync(path + data, ("If-None-Match", tag))).IsEmpty(HttpStatusCode.NotModified).ETag);
        (await server.Client.GetAsync(path + data, ("If-None-Match", tag.Trim('"')))).IsEmpty(HttpStatusCode.NotModified);
        (await server.Client.GetAsync(path + data, ("If-None-Match", PublicId.Tag(1, A)))).IsOk();
        (await server.Client.GetAsync(path + data, ("If-None-Match", PublicId.Tag(0, B)))).IsOk();
    }

    [Theory]
    [InlineData("bad")]
    [InlineData("*")]
    [InlineData("W/\"0-0cc175b9c0f1b6a831c399e269772661\"")]
    [InlineData("\"x-0cc175b9c0f1b6a831c399e269772661\"")]
    [InlineData("\"0-0cc1\"")]
    [InlineData("-1-")]
    [InlineData("")]
    public async Task Tag_that_is_none_of_the_dialect_is_400_and_changes_nothing(string tag)
    {
        RunningServer server = shared.Server;
        Stored stored = await server.StoreAsync(server.NewInstance());
        foreach (string path in (string[])[stored.Attachment("1024"), $"{stored.Path}/metadata/1024"])
        {
            await server.Client.PutAsync(path, A);

            (await server.Client.PutAsync(path, B, ("If-Match", tag))).IsError(HttpStatusCode.BadRequest, 8);
            (await server.Client.DeleteAsync(path, ("If-Match", tag))).IsError(HttpStatusCode.BadRequest, 8);
        }

        (await server.Client.GetAsync($"{stored.Attachment("1024")}/data", ("If-None-Match", tag))).IsError(HttpStatusCode.BadRequest, 8);
        Assert.Equal(A, (await server.Client.GetAsync($"{stored.Attachment("1024")}/data")).Body);
        Assert.Equal(A, (await server.Client.GetAsync($"{stored.Path}/metadata/1024")).Body);
    }

    [Theory]
    [InlineData("attachments/1024")]
    [InlineData("metadata/1024")]
    public async Task CheckRevisions_asks_for_If_Match_where_something_exists(string item)
    {
        await using RunningServer server = await RunningServer.StartAsync("Http:CheckRevisions=true");
        string path = $"{(await server.StoreAsync(server.NewInstance())).Path}/{item}";

        (await server.Client.PutAsync(path, A)).IsOk();
        (await server.Client.PutAsync(path, B)).IsError(HttpStatusCode.Conflict, 43);
        (await server.Client.DeleteAsync(path)).IsError(HttpStatusCode.Conflict, 43);
        (await server.Client.PutAsync(path, B, ("If-Match", PublicId.Tag(0, A)))).IsOk();
        (await server.Client.DeleteAsync(path, ("If-Match", PublicId.Tag(1, B)))).IsOk();
        Assert.True((await server.Client.GetAsync("/system")).Json.GetProperty("CheckRevisions").GetBoolean());
    }
}

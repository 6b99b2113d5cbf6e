using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Metadata (contract 1.4).</summary>
public class MetadataTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task Metadata_of_an_uploaded_instance_says_where_it_came_from()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance(instance: 42));

        Reply all = (await _server.Client.GetAsync($"{stored.Path}/metadata?expand")).IsOk();

        int pixels = stored.File.AsSpan().IndexOf((byte[])[0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B']);
        Assert.Equal(("42", "RestApi", "127.0.0.1", ""), (all.Field("IndexInSeries"), all.Field("Origin"), all.Field("RemoteIP"), all.Field("RemoteAET")));
        Assert.Equal((DicomBuilder.ExplicitLittleEndian, DicomBuilder.SopClass), (all.Field("TransferSyntax"), all.Field("SopClassUid")));
        Assert.Equal(($"{pixels}", "OB"), (all.Field("PixelDataOffset"), all.Field("PixelDataVR")));
        Assert.Matches(@"^\d{8}T\d{6}$", all.Field("ReceptionDate"));
        Assert.Equal(all.Keys, (await _server.Client.GetAsync($"{stored.Path}/metadata")).Strings);
        Assert.Equal("RestApi", (await _server.Client.GetAsync($"{stored.Path}/metadata?numeric&expand")).Field("8"));
        Assert.Equal("RestApi", (await _server.Client.GetAsync($"{stored.Path}/metadata/8")).IsOk().Text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task User_metadata_is_put_read_listed_and_deleted_at_each_level(int level)
    {
        string path = $"{(await _server.StoreAsync(_server.NewInstance())).Levels[level]}/metadata";
        byte[] value = "Zoë 漢"u8.ToArray();

        Assert.Equal(PublicId.Tag(0, value), (await _server.Client.PutAsync($"{path}/1024", value)).IsEmpty(HttpStatusCode.OK).ETag);
        Reply got = (await _server.Client.GetAsync($"{path}/1024")).IsOk();
        Assert.Equal(("Zoë 漢", "text/plain", PublicId.Tag(0, value)), (got.Text, got.ContentType, got.ETag));
        Assert.Equal("Zoë 漢", (await _server.Client.GetAsync($"{path}?expand")).Field("1024"));
        (await _server.Client.PutAsync($"{path}/1024", "")).IsEmpty(HttpStatusCode.OK);
        Assert.Equal(PublicId.Tag(1, []), (await _server.Client.GetAsync($"{path}/1024")).IsOk().ETag);
        (await _server.Client.DeleteAsync($"{path}/1024")).IsEmpty(HttpStatusCode.OK);
        (await _server.Client.DeleteAsync($"{path}/1024")).IsEmpty(HttpStatusCode.NotFound);
        (await _server.Client.GetAsync($"{path}/1024")).IsEmpty(HttpStatusCode.NotFound);
        if (level < 3) Assert.Matches(@"^\d{8}T\d{6}$", (await _server.Client.GetAsync($"{path}/LastUpdate")).IsOk().Text);
    }

    [Fact]
    public async Task System_metadata_cannot_be_written_and_unknown_names_are_404()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());

        foreach (string name in (string[])["Origin", "LastUpdate", "7", "1023", "65536", "-1"])
        {
            (await _server.Client.PutAsync($"{stored.Path}/metadata/{name}", "x")).IsEmpty(HttpStatusCode.Forbidden);
            (await _server.Client.DeleteAsync($"{stored.Path}/metadata/{name}")).IsEmpty(HttpStatusCode.Forbidden);
        }

        (await _server.Client.PutAsync($"{stored.Path}/metadata/zork", "x")).IsError(HttpStatusCode.NotFound, 7);
        (await _server.Client.GetAsync($"{stored.Path}/metadata/zork")).IsError(HttpStatusCode.NotFound, 7);
        (await _server.Client.PutAsync("/studies/nope/metadata/1024", "x")).IsError(HttpStatusCode.NotFound, 17);
        (await _server.Client.GetAsync("/studies/nope/metadata")).IsError(HttpStatusCode.NotFound, 17);
    }

    [Fact]
    public async Task Value_at_the_limit_is_taken_and_above_it_or_not_UTF_8_is_400()
    {
        string path = $"{(await _server.StoreAsync(_server.NewInstance())).Path}/metadata";

        (await _server.Client.PutAsync($"{path}/1028", new byte[1 << 20])).IsOk();
        (await _server.Client.PutAsync($"{path}/1029", new byte[(1 << 20) + 1])).IsError(HttpStatusCode.BadRequest, 8);
        (await _server.Client.PutAsync($"{path}/1029", [0xFF, 0xFE, 0x80])).IsError(HttpStatusCode.BadRequest, 8);
        (await _server.Client.GetAsync($"{path}/1029")).IsEmpty(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Hostile_value_comes_back_as_text_and_adds_no_header()
    {
        string path = $"{(await _server.StoreAsync(_server.NewInstance())).Path}/metadata/1030";
        const string Value = "a\r\nX-Evil: 1\r\n\r\n<script>\"\\\0";

        (await _server.Client.PutAsync(path, Value)).IsOk();

        Reply reply = (await _server.Client.GetAsync(path)).IsOk();
        Assert.Equal((Value, "text/plain", "nosniff", null), (reply.Text, reply.ContentType, reply["X-Content-Type-Options"], reply["X-Evil"]));
        Assert.Equal(Value, (await _server.Client.GetAsync(path[..^5] + "?expand")).IsOk().Field("1030"));
    }

    [Fact]
    public async Task Registered_name_stands_for_its_number()
    {
        await using RunningServer server = await RunningServer.StartAsync("UserMetadata:Reader=2000");
        Stored stored = await server.StoreAsync(server.NewInstance());

        (await server.Client.PutAsync($"{stored.Path}/metadata/Reader", "me")).IsOk();

        Assert.Equal("me", (await server.Client.GetAsync($"{stored.Path}/metadata/2000")).Text);
        Assert.Contains("Reader", (await server.Client.GetAsync($"{stored.Path}/metadata")).Strings);
        Assert.Equal(2000, (await server.Client.GetAsync("/system")).Json.GetProperty("UserMetadata").GetProperty("Reader").GetInt32());
    }
}

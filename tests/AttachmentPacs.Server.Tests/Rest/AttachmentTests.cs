using System.Globalization;
using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>The attachments that an upload makes (contract 1.3).</summary>
public class AttachmentTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    [Fact]
    public async Task Attachments_of_an_instance_are_the_file_and_its_summary()
    {
        RunningServer server = shared.Server;
        Stored stored = await server.StoreAsync(server.NewInstance());

        Assert.Equal(["dicom", "dicom-as-json"], (await server.Client.GetAsync($"{stored.Path}/attachments")).IsOk().Strings);
        Reply full = (await server.Client.GetAsync($"{stored.Path}/attachments?full")).IsOk();
        Assert.Equal(2, full.Json.GetProperty("dicom-as-json").GetInt32());
        Assert.Empty((await server.Client.GetAsync($"/studies/{stored.Study}/attachments")).IsOk().Strings);
        Assert.Equal(
            ["compress", "compressed-data", "compressed-md5", "compressed-size", "data", "info", "is-compressed", "md5", "size", "uncompress", "verify-md5"],
            (await server.Client.GetAsync(stored.Attachment("dicom"))).IsOk().Strings);
    }

    [Fact]
    public async Task Attachment_facts_match_its_bytes()
    {
        RunningServer server = shared.Server;
        Stored stored = await server.StoreAsync(server.NewInstance());
        string size = stored.File.Length.ToString(CultureInfo.InvariantCulture);
        string md5 = PublicId.Md5(stored.File);

        foreach ((string part, string value) in new[] { ("size", size), ("compressed-size", size), ("md5", md5), ("compressed-md5", md5), ("is-compressed", "0") })
        {
            Reply reply = (await server.Client.GetAsync($"{stored.Attachment("dicom")}/{part}")).IsOk();
            Assert.Equal((part, value, "text/plain"), (part, reply.Text, reply.ContentType));
            Assert.Equal(PublicId.Tag(0, stored.File), reply.ETag);
        }

        Reply info = (await server.Client.GetAsync($"{stored.Attachment("1")}/info")).IsOk();
        Assert.Equal(["CompressedMD5", "CompressedSize", "ContentType", "UncompressedMD5", "UncompressedSize", "Uuid"], info.Keys);
        Assert.Equal((md5, md5, 1), (info.Field("CompressedMD5"), info.Field("UncompressedMD5"), info.Json.GetProperty("ContentType").GetInt32()));
        Assert.Equal('8', info.Field("Uuid")[14]);
        Assert.True(File.Exists(await server.FileOfAsync(stored.Attachment("dicom"))));
    }

    [Fact]
    public async Task Data_and_compressed_data_of_a_plain_blob_are_the_file()
    {
        RunningServer server = shared.Server;
        Stored stored = await server.StoreAsync(server.NewInstance());
        string uuid = (await server.Client.GetAsync($"{stored.Attachment("dicom")}/info")).Field("Uuid");

        foreach (string part in (string[])["data", "compressed-data"])
        {
            Reply reply = (await server.Client.GetAsync($"{stored.Attachment("dicom")}/{part}")).IsOk();
            Assert.Equal(stored.File, reply.Body);
            Assert.Equal("application/dicom", reply.ContentType);
            Assert.Equal($"filename=\"{uuid}\"", reply["Content-Disposition"]);
            Assert.Equal("bytes", reply["Accept-Ranges"]);
            Assert.Equal(PublicId.Tag(0, stored.File), reply.ETag);
        }
    }

    [Fact]
    public async Task Summary_is_the_tags_and_says_its_type_and_hashes()
    {
        RunningServer server = shared.Server;
        Stored stored = await server.StoreAsync(server.NewInstance());

        Reply data = (await server.Client.GetAsync($"{stored.Attachment("dicom-as-json")}/data")).IsOk();
        Reply packed = (await server.Client.GetAsync($"{stored.Attachment("2")}/compressed-data")).IsOk();

        Assert.Equal("application/json; charset=utf-8", data.ContentType);
        Assert.Equal((await server.Client.GetAsync($"{stored.Path}/tags")).Text, data.Text);
        Assert.Equal(PublicId.Md5(data.Body), (await server.Client.GetAsync($"{stored.Attachment("2")}/md5")).Text);
        Assert.Equal(PublicId.Md5(packed.Body), (await server.Client.GetAsync($"{stored.Attachment("2")}/compressed-md5")).Text);
        Assert.Equal("application/octet-stream", packed.ContentType);
        Assert.Equal("1", (await server.Client.GetAsync($"{stored.Attachment("2")}/is-compressed")).Text);
        Assert.Equal("{}", (await server.Client.PostAsync($"{stored.Attachment("2")}/verify-md5")).IsOk().Text);
    }

    [Theory]
    [InlineData("nope")]
    [InlineData("nope/data")]
    [InlineData("1999")]
    [InlineData("1999/data")]
    [InlineData("1999/info")]
    [InlineData("dicom/zork")]
    [InlineData("dicom-until-pixel-data/data")]
    public async Task Attachment_that_is_not_there_is_404(string path)
    {
        RunningServer server = shared.Server;
        Stored stored = await server.StoreAsync(server.NewInstance());

        (await server.Client.GetAsync(stored.Attachment(path))).Is(HttpStatusCode.NotFound);
        (await server.Client.GetAsync($"/instances/nope/attachments/{path}")).Is(HttpStatusCode.NotFound);
        (await server.Client.PostAsync($"{stored.Attachment("1999")}/verify-md5")).IsEmpty(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Attachments_1_and_2_cannot_be_written_and_only_the_summary_deleted()
    {
        RunningServer server = shared.Server;
        Stored stored = await server.StoreAsync(server.NewInstance());
        string tags = (await server.Client.GetAsync($"{stored.Path}/tags")).Text;

        foreach (string name in (string[])["0", "1", "dicom", "2", "dicom-as-json", "3", "1023"])
        {
            (await server.Client.PutAsync(stored.Attachment(name), "x")).IsEmpty(HttpStatusCode.Forbidden);
        }

        (await server.Client.DeleteAsync(stored.Attachment("dicom"))).IsEmpty(HttpStatusCode.Forbidden);
        (await server.Client.DeleteAsync(stored.Attachment("dicom-as-json"))).IsEmpty(HttpStatusCode.OK);
        Assert.Equal(["dicom"], (await server.Client.GetAsync($"{stored.Path}/attachments")).Strings);
        Assert.Equal(tags, (await server.Client.GetAsync($"{stored.Path}/tags")).IsOk().Text);
        Assert.Equal(["dicom", "dicom-as-json"], (await server.Client.GetAsync($"{stored.Path}/attachments")).Strings);
    }

    [Fact]
    public async Task Attachments_without_Md5_have_none_and_verify_says_so()
    {
        await using RunningServer server = await RunningServer.StartAsync("Storage:Md5=false");
        Stored stored = await server.StoreAsync(server.NewInstance());

        Reply data = (await server.Client.GetAsync($"{stored.Attachment("dicom")}/data")).IsOk();

        Assert.Equal("\"0-\"", data.ETag);
        Assert.Equal(stored.File, data.Body);
        (await server.Client.GetAsync($"{stored.Attachment("dicom")}/md5")).Is(HttpStatusCode.NotFound);
        (await server.Client.PostAsync($"{stored.Attachment("dicom")}/verify-md5")).IsEmpty(HttpStatusCode.BadRequest);
        Assert.DoesNotContain("md5", (await server.Client.GetAsync(stored.Attachment("dicom"))).Strings);
        (await server.Client.GetAsync($"{stored.Attachment("dicom")}/data", ("If-None-Match", "\"0-\""))).IsEmpty(HttpStatusCode.NotModified);
    }
}

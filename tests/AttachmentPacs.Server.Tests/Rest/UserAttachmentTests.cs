using System.Net;
using System.Text;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Attachments of 1024 and up at the four levels (contract 1.3).</summary>
public class UserAttachmentTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task User_attachment_is_put_read_replaced_and_deleted_at_each_level(int level)
    {
        RunningServer server = shared.Server;
        string path = $"{(await server.StoreAsync(server.NewInstance())).Levels[level]}/attachments";

        Reply put = (await server.Client.PutAsync($"{path}/1024", "hello")).IsOk();
        Assert.Equal("{}", put.Text);
        Assert.Equal(PublicId.Tag(0, "hello"u8.ToArray()), put.ETag);
        Reply data = (await server.Client.GetAsync($"{path}/1024/data")).IsOk();
        Assert.Equal(("hello", "application/octet-stream", put.ETag), (data.Text, data.ContentType, data.ETag));
        Assert.Contains("1024", (await server.Client.GetAsync(path)).Strings);

        Assert.Equal(PublicId.Tag(1, "other"u8.ToArray()), (await server.Client.PutAsync($"{path}/1024", "other")).IsOk().ETag);
        Assert.Equal("other", (await server.Client.GetAsync($"{path}/1024/data")).Text);

        (await server.Client.DeleteAsync($"{path}/1024")).IsEmpty(HttpStatusCode.OK);
        (await server.Client.DeleteAsync($"{path}/1024")).IsEmpty(HttpStatusCode.NotFound);
        (await server.Client.GetAsync($"{path}/1024/data")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task User_attachment_of_a_registered_name_has_its_media_type()
    {
        await using RunningServer server = await RunningServer.StartAsync(
            "UserContentTypes:report:Id=1100", "UserContentTypes:report:MediaType=application/pdf");
        Stored stored = await server.StoreAsync(server.NewInstance());

        (await server.Client.PutAsync(stored.Attachment("report"), "%PDF")).IsOk();

        Assert.Equal("application/pdf", (await server.Client.GetAsync($"{stored.Attachment("1100")}/data")).IsOk().ContentType);
        Assert.Equal(["dicom", "dicom-as-json", "report"], (await server.Client.GetAsync($"{stored.Path}/attachments")).Strings);
    }

    [Theory]
    [InlineData("65536")]
    [InlineData("-5")]
    [InlineData("+1024")]
    [InlineData("99999999999999999999")]
    [InlineData("0x400")]
    [InlineData("1024.5")]
    [InlineData("not-registered")]
    [InlineData("%2e%2e")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("n%C3%A4me")]
    public async Task User_attachment_of_an_unusable_name_is_refused_and_nothing_made(string name)
    {
        RunningServer server = shared.Server;
        Stored stored = await server.StoreAsync(server.NewInstance());
        int blobs = server.Blobs().Length;

        Reply reply = await server.Client.PutAsync($"/studies/{stored.Study}/attachments/{name}", "x");

        Assert.InRange((int)reply.Status, 400, 499);
        Assert.Empty((await server.Client.GetAsync($"/studies/{stored.Study}/attachments")).Strings);
        Assert.Equal(blobs, server.Blobs().Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData(3_000_001)]
    public async Task User_attachment_of_any_size_survives_compress_and_uncompress(int size)
    {
        RunningServer server = shared.Server;
        string path = $"/series/{(await server.StoreAsync(server.NewInstance())).Series}/attachments/1025";
        byte[] content = new byte[size];
        new Random(size).NextBytes(content);

        (await server.Client.SendChunkedAsync(HttpMethod.Put, path, new MemoryStream(content))).IsOk();
        foreach (string operation in (string[])["verify-md5", "compress", "verify-md5", "compress", "uncompress", "verify-md5"])
        {
            Assert.Equal("{}", (await server.Client.PostAsync($"{path}/{operation}")).IsOk().Text);
            Assert.Equal(content, (await server.Client.GetAsync($"{path}/data")).IsOk().Body);
        }

        Assert.Equal(PublicId.Tag(2, content), (await server.Client.GetAsync($"{path}/data")).ETag);
    }

    [Fact]
    public async Task User_attachment_of_shared_content_survives_the_deletion_of_the_other()
    {
        await using RunningServer server = await RunningServer.StartAsync("Storage:CollectAfter=00:00:00");
        Stored stored = await server.StoreAsync(server.NewInstance());
        await server.Client.PutAsync($"/studies/{stored.Study}/attachments/1030", "shared");
        await server.Client.PutAsync($"/series/{stored.Series}/attachments/1031", "shared");
        await server.Client.PutAsync($"/patients/{stored.Patient}/attachments/1040", stored.File);

        (await server.Client.DeleteAsync($"/studies/{stored.Study}/attachments/1030")).IsOk();
        (await server.Client.DeleteAsync($"/patients/{stored.Patient}/attachments/1040")).IsOk();
        await server.Archive.Collector.CollectAsync(CancellationToken.None);

        Assert.Equal("shared", (await server.Client.GetAsync($"/series/{stored.Series}/attachments/1031/data")).IsOk().Text);
        Assert.Equal(stored.File, (await server.Client.GetAsync($"{stored.Path}/file")).IsOk().Body);
    }

    [Fact]
    public async Task User_attachment_of_an_unknown_resource_is_404()
    {
        RunningServer server = shared.Server;
        Stored stored = await server.StoreAsync(server.NewInstance());

        foreach (string path in (string[])[$"/patients/{PublicId.Of("nobody")}", $"/studies/{stored.Patient}", "/series/nope"])
        {
            (await server.Client.PutAsync($"{path}/attachments/1024", Encoding.ASCII.GetBytes(path))).IsError(HttpStatusCode.NotFound, 17);
        }

        Assert.Empty(server.Drafts());
    }
}

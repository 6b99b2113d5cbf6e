using System.Text;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

public class UploadTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    [Fact]
    public async Task Upload_new_then_again_is_Success_then_AlreadyStored_with_the_same_ids()
    {
        RunningServer server = shared.Server;
        byte[] file = server.NewInstance().ToArray();

        Reply first = (await server.Client.PostAsync("/instances", file)).IsOk();
        Reply second = (await server.Client.PostAsync("/instances", file)).IsOk();

        Assert.Equal(["ID", "ParentPatient", "ParentSeries", "ParentStudy", "Path", "Status"], first.Keys);
        Assert.Equal("Success", first.Field("Status"));
        Assert.Equal($"/instances/{first.Field("ID")}", first.Field("Path"));
        Assert.Equal(first.Text.Replace("\"Success\"", "\"AlreadyStored\"", StringComparison.Ordinal), second.Text);
        Reply served = (await server.Client.GetAsync($"{first.Field("Path")}/file")).IsOk();
        Assert.Equal(file, served.Body);
        Assert.Equal("application/dicom", served.ContentType);
    }

    [Fact]
    public async Task Upload_chunked_without_length_is_stored_byte_for_byte()
    {
        RunningServer server = shared.Server;
        byte[] file = server.NewInstance().Pixels(new byte[3_000_000]).ToArray();

        Reply reply = (await server.Client.SendChunkedAsync(HttpMethod.Post, "/instances", new MemoryStream(file))).IsOk();

        Assert.Equal(file, (await server.Client.GetAsync($"{reply.Field("Path")}/file")).IsOk().Body);
    }

    // As a browser's script sends a file name.
    [Fact]
    public async Task Upload_whose_headers_have_bytes_that_are_no_UTF8_is_stored()
    {
        byte[] file = shared.Server.NewInstance().ToArray();
        byte[] head = Encoding.Latin1.GetBytes($"POST /instances HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-File-Name: M\u00fcller.dcm\r\nContent-Length: {file.Length}\r\n\r\n");
        using RawConnection connection = await RawConnection.OpenAsync(shared.Server.Client.Uri);

        await connection.SendAsync([.. head, .. file]);

        string answer = await connection.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"Status\" : \"Success\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DicomBuilder.ExplicitLittleEndian)]
    [InlineData(DicomBuilder.ImplicitLittleEndian)]
    public async Task Upload_data_set_without_preamble_is_stored_as_it_came(string transferSyntax)
    {
        RunningServer server = shared.Server;
        byte[] bare = DicomBuilder.Instance("bare-" + transferSyntax, transferSyntax: transferSyntax).ToDataSet();

        Stored stored = await server.Client.StoreAsync(bare);

        Assert.Equal(bare, (await server.Client.GetAsync($"{stored.Path}/file")).IsOk().Body);
        Assert.Equal("bare-" + transferSyntax, (await server.Client.GetAsync($"{stored.Path}/simplified-tags")).IsOk().Field("PatientID"));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/zip")]
    [InlineData(";;;=/")]
    public async Task Upload_with_an_unreliable_content_type_is_judged_by_its_bytes(string contentType)
    {
        RunningServer server = shared.Server;
        byte[] file = server.NewInstance().ToArray();

        Reply reply = await server.Client.PostAsync("/instances", file, ("Content-Type", contentType));

        Assert.Equal("Success", reply.IsOk().Field("Status"));
    }
}

using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Hardening;

/// <summary>Tags, names and files are whatever a stranger wrote: no answer lets a browser run them.</summary>
public class HostileTextTests
{
    private const string Script = "<script>alert(1)</script>";

    private static readonly string[] Pages = ["text/html", "application/xhtml+xml", "image/svg+xml", "text/xml"];

    [Fact]
    public async Task Script_in_tags_is_answered_on_no_route_as_a_page()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Stored stored = await server.StoreAsync(server.NewInstance().Add(0x0010_0010, "PN", Script).Add(0x0008_1030, "LO", $"\">{Script}").Add(0x0008_103E, "LO", "';alert(1)//"));
        foreach (string level in stored.Levels) (await server.Client.PutAsync($"{level}/metadata/1024", Script)).IsOk();
        List<string> wrong = [];
        int held = 0;
        foreach (string pattern in server.Routes.Where(route => route.Method == "GET").Select(route => route.Pattern))
        {
            Reply reply = await server.Client.GetAsync(RouteSamples.Path(pattern, stored));
            if (reply.Text.Contains("alert(1)", StringComparison.Ordinal)) held++;
            bool isPage = Pages.Any(page => reply.ContentType?.StartsWith(page, StringComparison.OrdinalIgnoreCase) == true);
            if (reply["X-Content-Type-Options"] != "nosniff" || (isPage && reply["Content-Security-Policy"] is null)) wrong.Add($"{pattern}: {reply.ContentType}");
        }

        Assert.True(held > 5, $"{held} answers held the script");
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("/instances/%3Cscript%3Ealert(1)%3C%2Fscript%3E/tags")]
    [InlineData("/%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("/instances?since=%3Cscript%3Ealert(1)%3C/script%3E&limit=1")]
    [InlineData("/tools/generate-uid?level=%3Cscript%3Ealert(1)%3C/script%3E")]
    public async Task Script_in_a_request_comes_back_as_JSON_only(string path)
    {
        await using RunningServer server = await RunningServer.StartAsync();

        Reply reply = await server.Client.GetAsync(path);

        Assert.InRange((int)reply.Status, 400, 404);
        Assert.Equal(("application/json; charset=utf-8", "nosniff"), (reply.ContentType, reply["X-Content-Type-Options"]));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/svg+xml")]
    [InlineData("application/xhtml+xml; charset=utf-8")]
    public async Task Attachment_that_is_a_page_is_served_without_its_scripts(string mediaType)
    {
        await using RunningServer server = await RunningServer.StartAsync("UserContentTypes:page:Id=1100", $"UserContentTypes:page:MediaType={mediaType}");
        Stored stored = await server.StoreAsync(server.NewInstance());
        (await server.Client.PutAsync(stored.Attachment("page"), Script)).IsOk();

        Reply reply = (await server.Client.GetAsync($"{stored.Attachment("page")}/data")).IsOk();

        Assert.Equal((mediaType, "nosniff", "default-src 'none'; sandbox"), (reply.ContentType, reply["X-Content-Type-Options"], reply["Content-Security-Policy"]));
        Assert.Equal(Script, reply.Text);
    }

    [Theory]
    [InlineData("MZ\u0090\0\u0003")]
    [InlineData("\u007fELF\u0002\u0001\u0001")]
    [InlineData("#!/bin/sh\nrm -rf /\n")]
    [InlineData("<html><script>alert(1)</script>")]
    [InlineData("%PDF-1.7\n")]
    public async Task File_that_is_a_program_too_is_kept_byte_for_byte_and_served_as_DICOM(string preamble)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] file = server.NewInstance().ToArray();
        System.Text.Encoding.Latin1.GetBytes(preamble).CopyTo(file, 0);

        Stored stored = await server.Client.StoreAsync(file);
        Reply reply = (await server.Client.GetAsync($"{stored.Path}/file")).IsOk();

        Assert.Equal(file, reply.Body);
        Assert.Equal(("application/dicom", "nosniff"), (reply.ContentType, reply["X-Content-Type-Options"]));
        Assert.EndsWith(".dcm\"", reply["Content-Disposition"], StringComparison.Ordinal);
        if (OperatingSystem.IsWindows()) return;
        UnixFileMode mode = File.GetUnixFileMode(await server.FileOfAsync(stored.Attachment("dicom")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, mode);
    }
}

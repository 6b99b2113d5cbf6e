using System.Net;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.Corpus;

/// <summary>The corpus of real and malformed files through the door that users have.</summary>
public class CorpusUploadTests(DefaultServer shared, ITestOutputHelper output) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task Malformed_files_are_served_whole_or_refused_and_leave_nothing_half()
    {
        if (CorpusFolder.Path is null) output.WriteLine(CorpusFolder.Absent);
        List<string> wrong = [];
        foreach (IReadOnlyDictionary<string, string> row in CorpusFolder.Table("malformed/manifest.tsv"))
        {
            byte[] file = await File.ReadAllBytesAsync(Path.Combine(CorpusFolder.Path!, "malformed", row["file"]));
            string before = (await _server.Client.GetAsync("/statistics")).IsOk().Text;
            Reply reply = await _server.Client.PostAsync("/instances", file);
            bool isAccepted = reply.Status == HttpStatusCode.OK;
            if (!isAccepted && (int)reply.Status is < 400 or > 499) wrong.Add($"{row["file"]}: {(int)reply.Status} {reply.Text}");
            bool isArchive = row["category"] == "zip";
            if (!isAccepted && !isArchive && (await _server.Client.GetAsync("/statistics")).IsOk().Text != before) wrong.Add($"{row["file"]}: refused, but counted");
            if (isAccepted && reply.Json.ValueKind == JsonValueKind.Object) await AssertServedAsync(reply, file);
            (await _server.Client.GetAsync("/system")).IsOk();
            Assert.Empty(_server.Drafts());
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Sound_files_come_back_byte_for_byte_with_tags_that_are_JSON()
    {
        if (CorpusFolder.Path is null) output.WriteLine(CorpusFolder.Absent);
        int accepted = 0;
        foreach (string path in CorpusFolder.Files("visible"))
        {
            byte[] file = await File.ReadAllBytesAsync(path);
            Reply reply = await _server.Client.PostAsync("/instances", file);
            Assert.InRange((int)reply.Status, 200, 499);
            if (reply.Status != HttpStatusCode.OK) output.WriteLine($"{Path.GetFileName(path)}: {reply.Field("Details")}");
            else if (reply.Field("Status") == "Success") await AssertServedAsync(reply, file);
            if (reply.Status == HttpStatusCode.OK) accepted++;
        }

        output.WriteLine($"{accepted} accepted");
        Assert.Empty(_server.Drafts());
    }

    private async Task AssertServedAsync(Reply upload, byte[] file)
    {
        string path = upload.Field("Path");
        if (upload.Field("Status") == "Success") Assert.Equal(file, (await _server.Client.GetAsync($"{path}/file")).IsOk().Body);
        Assert.Equal(JsonValueKind.Object, (await _server.Client.GetAsync($"{path}/tags")).IsOk().Json.ValueKind);
        Assert.Equal(JsonValueKind.Object, (await _server.Client.GetAsync($"{path}/simplified-tags")).IsOk().Json.ValueKind);
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest.Uploads;

public class FormUploadTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private const string Boundary = "------------------------d74496d66958873e";
    private static readonly (string, string) Type = ("Content-Type", $"multipart/form-data; boundary={Boundary}");

    private readonly RunningServer _server = shared.Server;

    // As curl -F sends it.
    [Fact]
    public async Task Form_with_a_file_is_200_without_a_body()
    {
        byte[] file = _server.NewInstance().ToArray();
        byte[] form = Form(("name=\"note\"", "text"u8.ToArray()), ("name=\"upload\"; filename=\"a.dcm\"\r\nContent-Type: application/octet-stream", file));

        (await _server.Client.PostAsync("/instances", form, Type)).IsEmpty(HttpStatusCode.OK);
        Reply again = (await _server.Client.PostAsync("/instances?report", form, Type)).IsOk();

        Assert.Equal("AlreadyStored", Assert.Single(again.Json.GetProperty("Instances").Each("Status")));
        Assert.Equal(file, (await _server.Client.GetAsync($"{again.Json.GetProperty("Instances").Each("Path")[0]}/file")).IsOk().Body);
        Assert.Empty(again.Json.GetProperty("Skipped").EnumerateArray());
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("\n")]
    [InlineData("This is a message in parts.\r\n")]
    public async Task Form_with_a_preamble_is_a_form(string preamble)
    {
        byte[] form = [.. Encoding.ASCII.GetBytes(preamble), .. Form(("name=\"upload\"; filename=\"a.dcm\"", _server.NewInstance().ToArray()))];

        Reply reply = (await _server.Client.PostAsync("/instances?report", form, Type)).IsOk();

        Assert.Equal("Success", Assert.Single(reply.Json.GetProperty("Instances").Each("Status")));
    }

    [Fact]
    public async Task File_that_is_called_a_form_and_has_a_boundary_in_its_preamble_is_a_file()
    {
        byte[] file = _server.NewInstance().ToArray();
        Encoding.ASCII.GetBytes($"\n--{Boundary}").CopyTo(file, 0);

        (await _server.Client.PostAsync("/instances", file, Type)).IsOk().Field("Path");
    }

    [Fact]
    public async Task Form_parts_are_stored_by_name_or_by_what_they_are()
    {
        byte[][] files = [.. Enumerable.Range(1, 6).Select(_ => _server.NewInstance().ToArray())];
        byte[] form = Form(
            ("name=\"f\"; filename=\"../../a\"", files[0]), ("name=\"f\"", files[1]), ("name=\"f\"; filename=\"x.zip\"", ZipBytes.Of([files[2], files[3]])),
            ("name=\"f\"", ZipBytes.Of([files[4], "junk"u8.ToArray()])), ("name=\"f\"; filename=\"notes.txt\"", "hello"u8.ToArray()),
            ("name=\"f\"; filename=\"\"", []), ("name=\"f\"; filename*=UTF-8''%C3%A4.dcm", files[5]));

        Reply reply = (await _server.Client.PostAsync("/instances?report", form, Type)).IsOk();

        Assert.Equal(Enumerable.Repeat("Success", 6), reply.Json.GetProperty("Instances").Each("Status"));
        Assert.Equal(["1", "notes.txt"], reply.Json.GetProperty("Skipped").Each("Name"));
        Assert.Equal("2", reply["Skipped-Members"]);
    }

    [Fact]
    public async Task Form_of_many_parts_is_stored_whatever_the_pieces()
    {
        byte[][] files = [.. Enumerable.Range(1, 50).Select(number => _server.NewInstance().Pixels(new byte[number * 2000]).ToArray())];
        byte[] form = Form([.. files.Select((file, index) => ($"name=\"f\"; filename=\"{index}\"", file))]);

        Reply reply = (await _server.Client.SendAsync(HttpMethod.Post, "/instances?report", new StreamContent(new Dripping(form), 777), Type)).IsOk();

        string[] paths = reply.Json.GetProperty("Instances").Each("Path");
        Assert.Equal(50, paths.Length);
        for (int i = 0; i < 50; i += 7) Assert.Equal(files[i], (await _server.Client.GetAsync($"{paths[i]}/file")).IsOk().Body);
    }

    [Fact]
    public async Task Form_that_begins_with_a_line_end_is_stored()
    {
        byte[] form = [.. "\r\n"u8, .. Form(("name=\"f\"; filename=\"a\"", _server.NewInstance().ToArray()))];

        (await _server.Client.PostAsync("/instances", form, Type)).IsOk();
    }

    [Fact]
    public async Task Form_with_nothing_to_store_is_400_with_the_reasons()
    {
        byte[] form = Form(("name=\"f\"; filename=\"notes.txt\"", "hello"u8.ToArray()), ("name=\"g\"", "small"u8.ToArray()));

        Reply reply = (await _server.Client.PostAsync("/instances", form, Type)).IsError(HttpStatusCode.BadRequest, 15);
        (await _server.Client.PostAsync("/instances", Form(), Type)).IsError(HttpStatusCode.BadRequest, 15);

        Assert.Equal("notes.txt", Assert.Single(reply.Json.GetProperty("Skipped").Each("Name")));
        Assert.NotEmpty(reply.Json.GetProperty("Skipped").Each("Reason")[0]);
    }

    [Fact]
    public async Task Form_cut_anywhere_is_400_and_tells_all_that_is_stored()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] form = Form(("name=\"f\"; filename=\"a\"", server.NewInstance().ToArray()), ("name=\"f\"; filename=\"b\"", server.NewInstance().ToArray()));
        HashSet<string> told = [];
        int[] lengths = [.. Enumerable.Range(0, form.Length / 31).Select(step => 2 + (step * 31)).Where(length => length < form.Length - 4), form.Length - 4];
        foreach (int length in lengths)
        {
            Reply reply = (await server.Client.PostAsync("/instances", form[..length], Type)).Is(HttpStatusCode.BadRequest);
            told.UnionWith(reply.Json.TryGetProperty("Instances", out JsonElement instances) ? instances.Each("ID") : []);
            Assert.Equal(told.Order(StringComparer.Ordinal), (await server.Client.GetAsync("/instances")).Strings.Order(StringComparer.Ordinal));
        }

        Assert.Equal(2, told.Count);
    }

    [Fact]
    public async Task Form_with_another_boundary_or_endless_headers_is_400()
    {
        byte[] form = Form(("name=\"f\"; filename=\"a\"", _server.NewInstance().ToArray()));
        byte[] endless = Form(($"name=\"{new string('x', 20_000)}\"", [1]));
        byte[] many = Form(("name=\"f\"" + string.Concat(Enumerable.Range(0, 100).Select(i => $"\r\nX-{i}: y")), [1]));

        (await _server.Client.PostAsync("/instances", form, ("Content-Type", "multipart/form-data; boundary=other"))).Is(HttpStatusCode.BadRequest);
        (await _server.Client.PostAsync("/instances", form, ("Content-Type", "multipart/form-data"))).IsError(HttpStatusCode.BadRequest, 15);
        (await _server.Client.PostAsync("/instances", endless, Type)).Is(HttpStatusCode.BadRequest);
        (await _server.Client.PostAsync("/instances", many, Type)).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Form_of_too_many_parts_or_with_a_bomb_is_413()
    {
        await using RunningServer server = await RunningServer.StartAsync("Limits:ZipEntries=3", "Limits:InflationRatio=100");
        byte[] small = server.NewInstance().ToArray();
        byte[] bomb = ZipBytes.Of([server.NewInstance().Pixels(new byte[100 << 20]).ToArray()]);
        (string, byte[]) Part(byte[] content) => ("name=\"f\"; filename=\"a\"", content);

        Reply parts = (await server.Client.PostAsync("/instances", Form(Part(small), Part(small), Part(small), Part(small)), Type))
            .IsError(HttpStatusCode.RequestEntityTooLarge, 8);
        Reply grown = (await server.Client.PostAsync("/instances", Form(Part(small), Part(bomb)), Type)).IsError(HttpStatusCode.RequestEntityTooLarge, 8);
        Reply members = (await server.Client.PostAsync("/instances", Form(Part(ZipBytes.Of([small, small])), Part(ZipBytes.Of([small, small]))), Type))
            .IsError(HttpStatusCode.RequestEntityTooLarge, 8);

        Assert.Equal(3, parts.Json.GetProperty("Instances").GetArrayLength());
        Assert.Equal(1, grown.Json.GetProperty("Instances").GetArrayLength());
        Assert.Equal(3, members.Json.GetProperty("Instances").GetArrayLength());
    }

    [Fact]
    public async Task Form_of_a_framework_client_is_stored()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(_server.NewInstance().ToArray()), "file", "ä b.dcm" } };

        Reply reply = (await _server.Client.SendAsync(HttpMethod.Post, "/instances?report", form)).IsOk();

        Assert.Equal("Success", Assert.Single(reply.Json.GetProperty("Instances").Each("Status")));
    }

    private static byte[] Form(params ReadOnlySpan<(string Disposition, byte[] Content)> parts)
    {
        using var form = new MemoryStream();
        foreach ((string disposition, byte[] content) in parts)
        {
            form.Write(Encoding.UTF8.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n"));
            form.Write(content);
            form.Write("\r\n"u8);
        }

        form.Write(Encoding.UTF8.GetBytes($"--{Boundary}--\r\n"));
        return form.ToArray();
    }

    /// <summary>Gives little at once.</summary>
    private sealed class Dripping(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 777)], cancellationToken);
    }
}

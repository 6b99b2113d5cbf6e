using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Files that were damaged on the disk are found, named, never served, and healed by the same content (contract 1.21 Q1, Q2, Q19).</summary>
public sealed class DamageTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    [Fact]
    public async Task Damage_in_the_first_block_is_500_and_named_in_info()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance().Pixels(new byte[100_000]));
        await FlipAsync(stored.Attachment("dicom"), 50_000);

        (await _server.Client.GetAsync($"{stored.Path}/file")).IsError(HttpStatusCode.InternalServerError, 20);
        (await _server.Client.GetAsync($"{stored.Attachment("dicom")}/data", ("Range", "bytes=0-9"))).IsError(HttpStatusCode.InternalServerError, 20);

        Assert.True((await _server.Client.GetAsync($"{stored.Attachment("dicom")}/info")).IsOk().Json.GetProperty("Damaged").GetBoolean());
        (await _server.Client.GetAsync($"{stored.Path}/tags")).IsOk();
    }

    [Theory]
    [InlineData("none")]
    [InlineData("compress")]
    public async Task Damage_in_a_later_block_cuts_the_reply_short_of_its_length(string form)
    {
        byte[] pixels = new byte[6_000_000];
        new Random(1).NextBytes(pixels);
        Stored stored = await _server.StoreAsync(_server.NewInstance().Pixels(pixels));
        if (form != "none") (await _server.Client.PostAsync($"{stored.Attachment("dicom")}/{form}")).IsOk();
        await FlipAsync(stored.Attachment("dicom"), 5_500_000);

        string reply = await RawConnection.AskAsync(_server.Client.Uri, $"GET {stored.Path}/file HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        int head = reply.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        Assert.StartsWith("HTTP/1.1 200 ", reply, StringComparison.Ordinal);
        Assert.Contains($"Content-Length: {stored.File.Length}\r\n", reply[..head], StringComparison.OrdinalIgnoreCase);
        Assert.True(reply.Length - head < stored.File.Length, $"{reply.Length - head} bytes came");
        Assert.Equal(System.Text.Encoding.Latin1.GetString(stored.File, 0, reply.Length - head), reply[head..]);
        await Assert.ThrowsAnyAsync<Exception>(() => _server.Client.GetAsync($"{stored.Path}/file"));
        Assert.True((await _server.Client.GetAsync($"{stored.Attachment("dicom")}/info")).Json.GetProperty("Damaged").GetBoolean());
    }

    [Fact]
    public async Task Range_over_sound_blocks_of_a_damaged_file_is_served()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance().Pixels(new byte[3_000_000]));
        await FlipAsync(stored.Attachment("dicom"), 2_900_000);

        Assert.Equal(stored.File[..100], (await _server.Client.GetAsync($"{stored.Path}/file", ("Range", "bytes=0-99"))).Is(HttpStatusCode.PartialContent).Body);
        (await _server.Client.GetAsync($"{stored.Path}/file", ("Range", "bytes=2899990-2900010"))).IsError(HttpStatusCode.InternalServerError, 20);
    }

    [Fact]
    public async Task Verify_finds_the_damage_and_takes_the_mark_away_when_the_file_is_restored()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        await FlipAsync(stored.Attachment("dicom"), 300);

        (await _server.Client.PostAsync($"{stored.Attachment("dicom")}/verify-md5")).IsEmpty(HttpStatusCode.BadRequest);
        Assert.Contains("Damaged", (await _server.Client.GetAsync($"{stored.Attachment("dicom")}/info")).Keys);
        await FlipAsync(stored.Attachment("dicom"), 300);
        (await _server.Client.PostAsync($"{stored.Attachment("dicom")}/verify-md5")).IsOk();

        Assert.DoesNotContain("Damaged", (await _server.Client.GetAsync($"{stored.Attachment("dicom")}/info")).Keys);
        Assert.Equal(stored.File, (await _server.Client.GetAsync($"{stored.Path}/file")).IsOk().Body);
    }

    [Theory]
    [InlineData("flipped")]
    [InlineData("shortened")]
    [InlineData("gone")]
    public async Task Same_content_stored_again_heals_a_bad_copy(string damage)
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        string file = await _server.FileOfAsync(stored.Attachment("dicom"));
        if (damage == "flipped") await FlipAsync(stored.Attachment("dicom"), 300);
        else if (damage == "gone") File.Delete(file);
        else File.WriteAllBytes(file, stored.File[..^10]);
        (await _server.Client.GetAsync($"{stored.Path}/file")).Is(HttpStatusCode.InternalServerError);

        Reply again = await _server.Client.PostAsync("/instances", stored.File);

        Assert.Equal("Success", again.IsOk().Field("Status"));
        Assert.Equal(stored.File, (await _server.Client.GetAsync($"{stored.Path}/file")).IsOk().Body);
        Assert.DoesNotContain("Damaged", (await _server.Client.GetAsync($"{stored.Attachment("dicom")}/info")).Keys);
        (await _server.Client.PostAsync($"{stored.Attachment("dicom")}/verify-md5")).IsOk();
    }

    [Theory]
    [InlineData("flipped")]
    [InlineData("gone")]
    public async Task Summary_that_is_damaged_or_gone_is_remade(string damage)
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        string tags = (await _server.Client.GetAsync($"{stored.Path}/tags")).Text;
        string file = await _server.FileOfAsync(stored.Attachment("dicom-as-json"));
        if (damage == "gone") File.Delete(file);
        else await FlipAsync(stored.Attachment("dicom-as-json"), 20);

        Assert.Equal(tags, (await _server.Client.GetAsync($"{stored.Path}/tags")).IsOk().Text);

        Reply remade = (await _server.Client.GetAsync($"{stored.Attachment("dicom-as-json")}/data")).IsOk();
        Assert.Equal(tags, remade.Text);
        (await _server.Client.PostAsync($"{stored.Attachment("dicom-as-json")}/verify-md5")).IsOk();
    }

    private async Task FlipAsync(string attachment, int at)
    {
        string file = await _server.FileOfAsync(attachment);
        byte[] bytes = await File.ReadAllBytesAsync(file);
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
    }
}

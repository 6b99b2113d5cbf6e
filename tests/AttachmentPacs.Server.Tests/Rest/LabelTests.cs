using System.Net;
using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Labels (contract 1.4).</summary>
public class LabelTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Label_is_put_listed_in_order_and_deleted_at_each_level(int level)
    {
        string path = (await _server.StoreAsync(_server.NewInstance())).Levels[level];
        long last = (await _server.Client.GetAsync("/changes?last")).Json.GetProperty("Last").GetInt64();

        (await _server.Client.GetAsync($"{path}/labels/zz")).IsEmpty(HttpStatusCode.NotFound);
        foreach (string label in (string[])["zz", "Aa_-9", "zz"]) (await _server.Client.PutAsync($"{path}/labels/{label}")).IsEmpty(HttpStatusCode.OK);

        Assert.Equal(["Aa_-9", "zz"], (await _server.Client.GetAsync($"{path}/labels")).Strings);
        Assert.Equal(["Aa_-9", "zz"], (await _server.Client.GetAsync(path)).Json.GetProperty("Labels").EnumerateArray().Select(label => label.GetString()!));
        (await _server.Client.GetAsync($"{path}/labels/zz")).IsEmpty(HttpStatusCode.OK);
        Assert.Contains("Aa_-9", (await _server.Client.GetAsync("/tools/labels")).Strings);
        (await _server.Client.DeleteAsync($"{path}/labels/zz")).IsEmpty(HttpStatusCode.OK);
        Assert.Equal(["Aa_-9"], (await _server.Client.GetAsync($"{path}/labels")).Strings);
        Assert.Equal(last, (await _server.Client.GetAsync("/changes?last")).Json.GetProperty("Last").GetInt64());
    }

    [Theory]
    [InlineData("a%20b")]
    [InlineData("a.b")]
    [InlineData("%C3%A9")]
    [InlineData("a%0d%0ab")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task Label_of_other_characters_or_more_than_64_is_400(string label)
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());

        (await _server.Client.PutAsync($"{stored.Path}/labels/{label}")).IsError(HttpStatusCode.BadRequest, 8);

        Assert.Empty((await _server.Client.GetAsync($"{stored.Path}/labels")).Strings);
    }

    [Fact]
    public async Task Label_goes_with_its_resource_and_unknown_resources_are_404()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        (await _server.Client.PutAsync($"{stored.Path}/labels/Gone")).IsOk();

        (await _server.Client.DeleteAsync(stored.Path)).IsOk();

        Assert.DoesNotContain("Gone", (await _server.Client.GetAsync("/tools/labels")).Strings);
        (await _server.Client.PutAsync($"{stored.Path}/labels/Gone")).IsError(HttpStatusCode.NotFound, 17);
        (await _server.Client.GetAsync($"{stored.Path}/labels")).IsError(HttpStatusCode.NotFound, 17);
    }
}

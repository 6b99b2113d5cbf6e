using System.Net;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Plugins;

/// <summary>A plugin that judges instances, and one that should and does not.</summary>
public class PluginFilterTests
{
    [Fact]
    public async Task Instance_that_a_plugin_refuses_is_not_stored()
    {
        await using MisbehavingScene scene = await MisbehavingScene.StartAsync("Filter=P1:refuse");

        Reply refused = await scene.UploadAsync("P1");
        Reply stored = (await scene.UploadAsync("P2")).IsOk();

        Assert.Equal("FilteredOut", refused.Field("Status"));
        Assert.Equal("Success", stored.Field("Status"));
        Assert.Equal([stored.Field("ID")], (await scene.Server.Client.GetAsync("/instances")).IsOk().Strings);
        Assert.Equal([$"Plugin Misbehaving refused instance {refused.Field("ID")}"], scene.Log.Of(1042));
        Assert.Equal(["judge P1", "judge P2"], scene.Notes.Where(note => note.StartsWith("judge", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("throw", 1043)]
    [InlineData("hang", 1044)]
    [InlineData("block", 1044)]
    [InlineData("wait", 1044)]
    public async Task Instance_that_a_plugin_does_not_judge_is_stored_with_Accept(string behaviour, int line)
    {
        await using MisbehavingScene scene = await MisbehavingScene.StartAsync($"Filter={behaviour}", behaviour == "throw" ? "Name=x" : MisbehavingScene.Timeout);

        Reply stored = (await scene.UploadAsync("P1")).IsOk();

        Assert.Equal("Success", stored.Field("Status"));
        string said = Assert.Single(scene.Log.Of(line));
        Assert.Contains(stored.Field("ID"), said, StringComparison.Ordinal);
        Assert.Contains("Plugins:OnFailure is Accept", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("throw", "it failed by UnshowableException")]
    [InlineData("hang", "it did not answer within 00:00:00.2000000")]
    [InlineData("block", "it did not answer within 00:00:00.2000000")]
    public async Task Instance_that_a_plugin_does_not_judge_is_to_come_again_with_Refuse(string behaviour, string problem)
    {
        await using MisbehavingScene scene = await MisbehavingScene.StartAsync($"Filter={behaviour}", behaviour == "throw" ? "Name=x" : MisbehavingScene.Timeout, "Plugins:OnFailure=Refuse");

        Reply refused = (await scene.UploadAsync("P1")).IsError(HttpStatusCode.ServiceUnavailable, 36);

        Assert.Equal("1", refused["Retry-After"]);
        Assert.Equal(
            $"Plugin Misbehaving could not say whether to store the instance ({problem}), and Plugins:OnFailure is Refuse: send it again later", refused.Field("Details"));
        Assert.Empty((await scene.Server.Client.GetAsync("/instances")).IsOk().Strings);
        Assert.Empty(scene.Server.Blobs());
    }

    [Fact]
    public async Task Plugin_that_does_not_answer_five_times_in_a_row_is_not_asked_any_more()
    {
        await using MisbehavingScene scene = await MisbehavingScene.StartAsync("Filter=block", MisbehavingScene.Timeout);

        for (int i = 1; i <= 8; i++) Assert.Equal("Success", (await scene.UploadAsync($"P{i}")).IsOk().Field("Status"));

        Assert.True((await scene.Server.Client.GetAsync("/plugins/Misbehaving")).IsOk().Json.GetProperty("IsSuspended").GetBoolean());
        Assert.Equal(5, scene.Log.Of(1044).Length);
        Assert.Single(scene.Log.Of(1045));
        await Eventually.HoldsAsync("five were asked about", () => scene.Notes.Count(note => note.StartsWith("judge", StringComparison.Ordinal)) == 5);
        Assert.Contains("attachmentpacs_plugin_missed_total{plugin=\"Misbehaving\",call=\"filter\"} 3", (await scene.Server.Client.GetAsync("/metrics")).IsOk().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plugin_that_asks_for_tags_gets_all_of_them()
    {
        await using MisbehavingScene scene = await MisbehavingScene.StartAsync("Filter=tags");

        Reply refused = await scene.UploadAsync("P1");

        Assert.Equal("FilteredOut", refused.Field("Status"));
        Assert.Empty(scene.Log.Of(1043));
    }
}

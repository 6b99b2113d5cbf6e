using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Plugins;

/// <summary>Plugins that hear of stored instances and of changes, well or badly.</summary>
public class PluginListenerTests
{
    [Fact]
    public async Task Stored_instances_are_told_one_after_the_other_whatever_it_throws()
    {
        await using MisbehavingScene scene = await MisbehavingScene.StartAsync("Stored=throw");

        foreach (string patient in (string[])["P1", "P2", "P2"]) await scene.UploadAsync(patient);
        await Eventually.HoldsAsync("both are told", () => scene.Log.Of(1047).Length == 2);

        Assert.Equal(["stored P1", "stored P2"], scene.Notes.Where(note => note.StartsWith("stored", StringComparison.Ordinal)));
        Assert.Contains("Misbehaving.UnshowableException, which cannot be shown because of System.InvalidOperationException", scene.Log.Of(1047)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("block")]
    public async Task Listener_that_hangs_holds_up_neither_ingest_nor_stop(string behaviour)
    {
        MisbehavingScene scene = await MisbehavingScene.StartAsync($"Stored={behaviour} Change={behaviour} Stop={behaviour}", MisbehavingScene.Timeout, "Plugins:BackgroundTimeout=00:00:00.1");
        await using (scene)
        {
            for (int i = 1; i <= 3; i++) Assert.Equal("Success", (await scene.UploadAsync($"P{i}")).IsOk().Field("Status"));
            await Eventually.HoldsAsync("both hang", () => scene.Log.Of(1050).Length >= 2);

            Assert.Equal(["stored P1"], scene.Notes.Where(note => note.StartsWith("stored", StringComparison.Ordinal)));
        }

        Assert.Contains("Plugin Misbehaving was left behind by the stop: its StopAsync has not ended", scene.Log.Of(1051));
    }

    [Fact]
    public async Task Changes_that_a_plugin_could_not_deal_with_come_again()
    {
        await using MisbehavingScene scene = await MisbehavingScene.StartAsync("Change=once");

        await scene.UploadAsync("P1");
        await Eventually.HoldsAsync("they come again", () => scene.Notes.Count(note => note == "NewInstance Instance") == 2);
        await scene.UploadAsync("P2");
        await Eventually.HoldsAsync("the next ones come, too", () => scene.Notes.Count(note => note == "NewInstance Instance") == 3);

        Assert.Equal(3, scene.Notes.Count(note => note == "NewPatient Patient"));
    }

    [Fact]
    public async Task Words_of_a_plugin_are_one_line_of_the_log()
    {
        await using MisbehavingScene scene = await MisbehavingScene.StartAsync("");

        Assert.Equal(["it starts here"], scene.Log.Of(1041));
        Assert.Contains("Plugin Misbehaving 0.0 was started from ", Assert.Single(scene.Log.Of(1040)), StringComparison.Ordinal);
    }
}

using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Plugins;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Plugins;

/// <summary>Names that the configuration and plugins give.</summary>
public sealed class PluginNamesTests : IDisposable
{
    private readonly PluginsFolder _folder = new();
    private readonly ServerOptions _options;
    private readonly PluginSet _plugins;

    public PluginNamesTests()
    {
        _folder.Add("samples/ChecksumManifest");
        _folder.Add("tests/plugins/Misbehaving");
        _options = new ServerOptions { Plugins = { Directory = _folder.Path } };
        _plugins = PluginSet.Load(_options, TimeProvider.System);
    }

    [Fact]
    public void Names_of_the_site_and_of_plugins_stand_beside_each_other()
    {
        _options.UserContentTypes["report"] = new ContentTypeOptions { Id = 1024 };
        _options.UserContentTypes["checksum-manifest"] = new ContentTypeOptions { Id = 1100, MediaType = "text/plain" };
        _options.UserMetadata["ward"] = 1024;

        Assert.Equal(
            [("report", 1024, "application/octet-stream"), ("checksum-manifest", 1100, "text/plain")],
            PluginNames.Attachments(_options, _plugins, []).Select(each => (each.Key, each.Value.Id, each.Value.MediaType)));
        Assert.Equal([("ward", 1024), ("noted", 1100)], PluginNames.Metadata(_options, _plugins, []).Select(each => (each.Key, each.Value)));
    }

    [Theory]
    [InlineData("report", 1100, "text/plain")]
    [InlineData("checksum-manifest", 1024, "text/plain")]
    [InlineData("checksum-manifest", 1100, "text/html")]
    public void Attachment_that_clashes_with_the_configuration_is_refused(string name, int number, string mediaType)
    {
        _options.UserContentTypes[name] = new ContentTypeOptions { Id = number, MediaType = mediaType };

        Assert.Equal(
            $"The attachment checksum-manifest (1100, text/plain) of plugin ChecksumManifest clashes with {name} ({number}, {mediaType}) of UserContentTypes:{name}: " +
            "change the configuration, or name the plugin in Plugins:Disabled",
            Assert.Throws<PluginException>(() => PluginNames.Attachments(_options, _plugins, [])).Message);
    }

    [Fact]
    public void Name_of_the_archives_own_is_refused() => Assert.Equal(
        "The metadata noted of plugin Misbehaving has the name of one of the archive's own: choose another",
        Assert.Throws<PluginException>(() => PluginNames.Metadata(_options, _plugins, ["noted"])).Message);

    public void Dispose() => _folder.Dispose();
}

using AttachmentPacs.Core.Plugins;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>Which plugins there are (contract 1.14). None of them brings routes or pages of its own.</summary>
internal static class PluginsApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/plugins", (PluginSet plugins) => JsonAnswers.Strings(plugins.Plugins.Select(plugin => plugin.Name)));
        routes.MapGet("/plugins/{id}", (string id, PluginSet plugins) =>
            plugins.Plugins.FirstOrDefault(plugin => plugin.Name == id) is { } found ? Show(found) : EmptyAnswer.NotFound);

        // Orthanc's explorer loads what plugins add to it.
        routes.MapGet("/plugins/explorer.js", () => new BytesAnswer(ReadOnlyMemory<byte>.Empty, "application/javascript"));
    }

    private static JsonAnswer Show(LoadedPlugin plugin) => new(json =>
    {
        json.WriteStartObject();
        json.WriteString("Description", plugin.Info.Description);
        json.WriteBoolean("ExtendsOrthancExplorer", false);
        json.WriteString("ID", plugin.Name);
        json.WriteBoolean("IsSuspended", plugin.IsSuspended);
        json.WriteString("Version", plugin.Info.Version);
        json.WriteEndObject();
    });
}

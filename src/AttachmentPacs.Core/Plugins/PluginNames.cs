using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Plugins;

namespace AttachmentPacs.Core.Plugins;

/// <summary>
/// Names of attachments and metadata: those of the configuration, and those that plugins bring. A number has one name, and a name one number,
/// whoever gives them; the same name for the same number may be given twice.
/// </summary>
public static class PluginNames
{
    /// <summary>Media type of an attachment without one.</summary>
    private const string AnyBytes = "application/octet-stream";

    /// <summary>Attachments by name: number and media type.</summary>
    /// <param name="options">The site's own names.</param>
    /// <param name="plugins">Theirs.</param>
    /// <param name="taken">Names that the dialect has taken.</param>
    /// <exception cref="PluginException">Two of them clash.</exception>
    public static IReadOnlyDictionary<string, ContentTypeOptions> Attachments(ServerOptions options, PluginSet plugins, IReadOnlyCollection<string> taken)
    {
        var table = new Table("attachment", taken);
        foreach ((string name, ContentTypeOptions type) in options.UserContentTypes) table.Add($"UserContentTypes:{name}", name, type.Id, type.MediaType);
        foreach (LoadedPlugin plugin in plugins.Plugins)
        {
            foreach (AttachmentName name in plugin.Info.Attachments ?? []) table.Add($"plugin {plugin.Name}", name.Name, name.Type, name.MediaType ?? AnyBytes);
        }

        return table.Rows.ToDictionary(row => row.Name, row => new ContentTypeOptions { Id = row.Number, MediaType = row.MediaType });
    }

    /// <summary>Metadata by name; arguments and errors as for <see cref="Attachments"/>.</summary>
    public static IReadOnlyDictionary<string, int> Metadata(ServerOptions options, PluginSet plugins, IReadOnlyCollection<string> taken)
    {
        var table = new Table("metadata", taken);
        foreach ((string name, int number) in options.UserMetadata) table.Add($"UserMetadata:{name}", name, number, "");
        foreach (LoadedPlugin plugin in plugins.Plugins)
        {
            foreach (MetadataName name in plugin.Info.Metadata ?? []) table.Add($"plugin {plugin.Name}", name.Name, name.Type, "");
        }

        return table.Rows.ToDictionary(row => row.Name, row => row.Number);
    }

    private sealed class Table(string what, IReadOnlyCollection<string> taken)
    {
        public List<(string Owner, string Name, int Number, string MediaType)> Rows { get; } = [];

        public void Add(string owner, string name, int number, string mediaType)
        {
            // What is the site's own has been checked with the other options.
            if (owner.StartsWith("plugin", StringComparison.Ordinal)) Check(owner, name, number);
            foreach ((string Owner, string Name, int Number, string MediaType) row in Rows.Where(row => row.Name == name || row.Number == number))
            {
                if ((row.Name, row.Number, row.MediaType) == (name, number, mediaType)) return;
                throw new PluginException(
                    $"The {what} {Show(name, number, mediaType)} of {owner} clashes with {Show(row.Name, row.Number, row.MediaType)} of {row.Owner}: change the configuration, or name the plugin in Plugins:Disabled");
            }

            Rows.Add((owner, name, number, mediaType));
        }

        private void Check(string owner, string name, int number)
        {
            if (string.IsNullOrEmpty(name) || int.TryParse(name, out _) || name.Any(letter => letter == '/' || char.IsControl(letter)))
            {
                throw new PluginException($"The {what} {number} of {owner} has the name \"{Words.Of(name ?? "")}\": a name must not be empty, nor a number, nor hold a slash");
            }

            if (!AttachmentType.IsUser(number)) throw new PluginException($"The {what} {name} of {owner} has the number {number}: expected {AttachmentType.FirstUser} to {AttachmentType.Last}");
            if (taken.Contains(name)) throw new PluginException($"The {what} {name} of {owner} has the name of one of the archive's own: choose another");
        }

        private static string Show(string name, int number, string mediaType) => mediaType.Length == 0 ? $"{name} ({number})" : $"{name} ({number}, {mediaType})";
    }
}

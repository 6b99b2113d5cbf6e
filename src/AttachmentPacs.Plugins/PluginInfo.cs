namespace AttachmentPacs.Plugins;

/// <summary>What a plugin is, as GET /plugins/{name} shows it, and the names it brings along.</summary>
/// <param name="Description">A sentence for people.</param>
/// <param name="Version">Its own version.</param>
public sealed record PluginInfo(string Description, string Version)
{
    /// <summary>Names of attachments. The start is refused if one of them means something else elsewhere.</summary>
    public IReadOnlyList<AttachmentName> Attachments { get; init; } = [];

    /// <summary>Names of metadata, under the same rule.</summary>
    public IReadOnlyList<MetadataName> Metadata { get; init; } = [];
}

/// <summary>The name of a type of attachments.</summary>
/// <param name="Type">1024 to 65535.</param>
/// <param name="Name">As in <c>/series/{id}/attachments/{name}</c>: no number, and no slash in it.</param>
/// <param name="MediaType">What the content is, as in <c>text/plain</c>.</param>
public sealed record AttachmentName(int Type, string Name, string MediaType = "application/octet-stream");

/// <summary>The name of a metadata.</summary>
/// <param name="Type">1024 to 65535.</param>
/// <param name="Name">As in <c>/series/{id}/metadata/{name}</c>: no number, and no slash in it.</param>
public sealed record MetadataName(int Type, string Name);

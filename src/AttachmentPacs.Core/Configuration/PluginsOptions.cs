namespace AttachmentPacs.Core.Configuration;

/// <summary>Code of the site's own.</summary>
public sealed class PluginsOptions
{
    /// <summary>Folder of plugins, each in a sub-folder of its own; empty for none.</summary>
    public string Directory { get; set; } = "";

    /// <summary>Names of plugins that are not loaded.</summary>
    public List<string> Disabled { get; set; } = [];

    /// <summary>Settings of each plugin, by its name.</summary>
    public Dictionary<string, Dictionary<string, string>> Settings { get; set; } = [];

    /// <summary>How long a sender waits for a plugin's judgement, and a stop for a plugin's end.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a plugin has for what no sender waits for: its start, a stored instance, a change.</summary>
    public TimeSpan BackgroundTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What becomes of an instance that a plugin should have judged and did not.</summary>
    public PluginFailure OnFailure { get; set; } = PluginFailure.Accept;
}

/// <summary>What becomes of an instance that a plugin did not judge.</summary>
public enum PluginFailure
{
    /// <summary>It is stored: no image is lost; one may be stored that should not.</summary>
    Accept,

    /// <summary>It is not stored, and its sender told to come again: nothing is stored unjudged; an image is lost whose sender does not.</summary>
    Refuse,
}

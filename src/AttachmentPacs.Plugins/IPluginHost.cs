namespace AttachmentPacs.Plugins;

/// <summary>What the server gives to a plugin. Safe for use by many threads.</summary>
public interface IPluginHost
{
    /// <summary>The plugin's name: that of its folder.</summary>
    string Name { get; }

    /// <summary>The configuration's <c>Plugins:Settings:{Name}</c>; keys may be asked for in any case.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>The server's log.</summary>
    IPluginLog Log { get; }

    /// <summary>The archive: resources, attachments, metadata.</summary>
    IPluginArchive Archive { get; }

    /// <summary>Cancelled when the server begins to stop: what runs in the background should end.</summary>
    CancellationToken Stopping { get; }
}

/// <summary>The server's log. No patient data above <see cref="Debug"/>, please. Line breaks are shown as blanks.</summary>
public interface IPluginLog
{
    /// <summary>For whoever looks for a fault.</summary>
    void Debug(string text);

    /// <summary>What went as it should.</summary>
    void Information(string text);

    /// <summary>What somebody should look at.</summary>
    void Warning(string text, Exception? exception = null);

    /// <summary>What somebody must look at.</summary>
    void Error(string text, Exception? exception = null);
}

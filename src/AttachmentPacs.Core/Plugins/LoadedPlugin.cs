using AttachmentPacs.Core.Plugins.Calls;
using AttachmentPacs.Plugins;

namespace AttachmentPacs.Core.Plugins;

/// <summary>A plugin that has been loaded.</summary>
public sealed class LoadedPlugin
{
    internal LoadedPlugin(string name, string file, IPlugin plugin, PluginInfo info, PluginThreads threads) =>
        (Name, File, Plugin, Info, Threads) = (name, file, plugin, info, threads);

    /// <summary>That of its folder.</summary>
    public string Name { get; }

    /// <summary>Path of its assembly.</summary>
    public string File { get; }

    /// <summary>What it says of itself, read once.</summary>
    public PluginInfo Info { get; }

    /// <summary>It judges instances, but is not asked now, since it did not answer several times in a row.</summary>
    public bool IsSuspended => Filter is { IsSuspended: true };

    internal IPlugin Plugin { get; }

    internal PluginThreads Threads { get; }

    internal PluginFilter? Filter { get; set; }
}

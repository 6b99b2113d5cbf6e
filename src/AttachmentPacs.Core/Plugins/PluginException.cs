namespace AttachmentPacs.Core.Plugins;

/// <summary>A plugin cannot be used: the message names it, its file, the cause and the remedy. The server does not start without it.</summary>
public sealed class PluginException(string message, Exception? inner = null) : InvalidOperationException(message, inner);

using AttachmentPacs.Plugins;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Plugins;

/// <summary>The server's log for one plugin, under the category <c>AttachmentPacs.Plugins.{Name}</c>.</summary>
internal sealed class PluginLog(ILogger log) : IPluginLog
{
    public void Debug(string text) => Write(LogLevel.Debug, text, null);

    public void Information(string text) => Write(LogLevel.Information, text, null);

    public void Warning(string text, Exception? exception = null) => Write(LogLevel.Warning, text, exception);

    public void Error(string text, Exception? exception = null) => Write(LogLevel.Error, text, exception);

    private void Write(LogLevel level, string text, Exception? exception)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (log.IsEnabled(level)) log.PluginSays(level, exception is null ? Words.Of(text) : $"{Words.Of(text)}: {Words.Details(exception)}");
    }
}

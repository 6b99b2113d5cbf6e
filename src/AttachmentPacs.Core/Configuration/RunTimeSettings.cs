using Microsoft.Extensions.Configuration;

namespace AttachmentPacs.Core.Configuration;

/// <summary>
/// Settings that are changed while the server runs: they win over every other source, are heeded by whoever watches the configuration (today
/// the log), and are gone after a restart.
/// </summary>
public sealed class RunTimeSettings : ConfigurationProvider, IConfigurationSource
{
    private readonly Lock _lock = new();

    /// <summary>The one of a configuration; null if it has none.</summary>
    public static RunTimeSettings? Of(IConfiguration configuration) =>
        (configuration as IConfigurationRoot)?.Providers.OfType<RunTimeSettings>().FirstOrDefault();

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Sets values together; null takes one back, so that the other sources show again.</summary>
    public void Change(IEnumerable<KeyValuePair<string, string?>> values)
    {
        lock (_lock)
        {
            // Replaced as a whole: readers may be in the middle of the old one.
            var changed = new Dictionary<string, string?>(Data, StringComparer.OrdinalIgnoreCase);
            foreach ((string key, string? value) in values)
            {
                if (value is null) changed.Remove(key);
                else changed[key] = value;
            }

            Data = changed;
        }

        OnReload();
    }
}

using System.Collections;
using System.Globalization;
using System.Reflection;
using AttachmentPacs.Core.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace AttachmentPacs.Cli.Commands;

/// <summary>A setting that is not the default.</summary>
/// <param name="Key">As on the command line: <c>Http:Port</c>.</param>
/// <param name="Value">As the source has it; secrets are masked.</param>
/// <param name="Source">Where it comes from.</param>
internal sealed record Setting(string Key, string Value, string Source);

/// <summary>What a configuration changes, and by which of its sources.</summary>
internal static class ChangedSettings
{
    private const string Mask = "***";

    // Parts of keys whose values are nobody's business.
    private static readonly string[] Secrets = ["Password", "ApiKeyHashes", "OtlpHeaders"];

    // Entries of a dictionary that appsettings.json has from the first.
    private static readonly Dictionary<string, string> GivenEntries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Logging:LogLevel:Default"] = "Information", ["Logging:LogLevel:Microsoft"] = "Warning",
    };

    /// <summary>In the order of the keys.</summary>
    public static IEnumerable<Setting> Of(ServerOptions options, IConfigurationRoot sources)
    {
        var defaults = new ServerOptions();
        foreach ((string key, string? value) in sources.AsEnumerable().OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            // Objects have no value, and empty ones an empty value.
            if (value is null || (value.Length == 0 && Find(options, key) is IEnumerable and not string)) continue;
            object? standard = Find(defaults, key) ?? GivenEntries.GetValueOrDefault(key);
            if (Equals(Find(options, key) ?? value, standard)) continue;
            yield return new Setting(key, IsSecret(key) ? Mask : value, SourceOf(key, sources));
        }
    }

    private static bool IsSecret(string key) => Secrets.Any(part => key.Contains(part, StringComparison.OrdinalIgnoreCase));

    private static string SourceOf(string key, IConfigurationRoot sources)
    {
        IConfigurationProvider winner = sources.Providers.Last(provider => provider.TryGet(key, out _));
        return winner switch
        {
            JsonConfigurationProvider json => json.Source.FileProvider?.GetFileInfo(json.Source.Path!).PhysicalPath ?? json.Source.Path!,
            CommandLineConfigurationProvider => "command line",
            MemoryConfigurationProvider => "environment",
            _ => winner.ToString()!,
        };
    }

    // The value that a key leads to; null if it leads to none, or to an entry that is not there.
    private static object? Find(object options, string key)
    {
        object? at = options;
        foreach (string part in key.Split(':'))
        {
            at = at switch
            {
                IDictionary dictionary => dictionary.Keys.Cast<string>().Where(each => string.Equals(each, part, StringComparison.OrdinalIgnoreCase))
                    .Select(each => dictionary[each]).FirstOrDefault(),
                IList list => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < list.Count ? list[index] : null,
                null => null,
                _ => at.GetType().GetProperty(part, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.GetValue(at),
            };
        }

        return at;
    }
}

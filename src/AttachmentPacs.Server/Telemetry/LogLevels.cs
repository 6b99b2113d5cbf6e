using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>
/// Levels of the log that are changed while the server runs, in the words of the dialect (contract 1.10): <c>default</c> is what the
/// configuration says, <c>verbose</c> adds debug, <c>trace</c> all, for our own categories. Safe for use by many threads.
/// </summary>
internal sealed class LogLevels(IConfiguration configuration, ILogger<LogLevels> log)
{
    /// <summary>The category that stands for all others.</summary>
    public const string Generic = "generic";

    public const string Default = "default";

    private static readonly Dictionary<string, string[]> Prefixes = new(StringComparer.Ordinal)
    {
        [Generic] = ["AttachmentPacs"],
        ["plugins"] = ["AttachmentPacs.Plugins"],
        ["http"] = ["AttachmentPacs.Server.Rest", AccessLog.Category],
        ["sqlite"] = ["AttachmentPacs.Index"],
        ["dicom"] = ["AttachmentPacs.Dimse", "AttachmentPacs.Core.Ingest"],
        ["jobs"] = ["AttachmentPacs.Core.Maintenance", "AttachmentPacs.Server.Hosting"],
        ["lua"] = ["AttachmentPacs.Lua"],
    };

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _levels = Prefixes.Keys.ToDictionary(each => each, _ => Default);

    /// <summary>Names of the categories; the first one stands for all.</summary>
    public static IReadOnlyCollection<string> Categories => Prefixes.Keys;

    /// <summary>Whether a level is one of the dialect's.</summary>
    public static bool IsLevel(string level) => level is Default or "verbose" or "trace";

    public string Get(string category)
    {
        lock (_gate) return _levels[category];
    }

    /// <summary>Sets one category, or all of them at once.</summary>
    public void Set(string? category, string level)
    {
        lock (_gate)
        {
            string[] chosen = category is null ? [.. Prefixes.Keys] : [category];
            foreach (string each in chosen) _levels[each] = level;
            string? value = level switch { "verbose" => nameof(LogLevel.Debug), "trace" => nameof(LogLevel.Trace), _ => null };
            RunTimeSettings settings = RunTimeSettings.Of(configuration)
                ?? throw new InvalidOperationException("This server's configuration cannot be changed while it runs: restart it with another Logging:LogLevel.");
            settings.Change(chosen.SelectMany(each => Prefixes[each]).Select(prefix => new KeyValuePair<string, string?>($"Logging:LogLevel:{prefix}", value)));
        }

        log.LevelChanged(category ?? "all categories", level);
    }
}

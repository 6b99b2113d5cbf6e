using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Telemetry;

/// <summary>
/// Levels of the log that are changed while the server runs, in the words of the dialect (contract 1.10): <c>default</c> is what the
/// configuration says, <c>verbose</c> adds debug, <c>trace</c> all, for our own categories. Safe for use by many threads.
/// </summary>
internal sealed class LogLevels(IConfiguration configuration, ILogger<LogLevels> log)
{
    /// <summary>The category that stands for all others.</summary>
    private const string Generic = "generic";

    private const string Default = "default";

    // Each shows more than the one before it.
    private static readonly string[] Levels = [Default, "verbose", "trace"];

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
    public static bool IsLevel(string level) => Levels.Contains(level);

    /// <summary>The level of one category, or the one that shows most of all of them, which is what Orthanc tells.</summary>
    public string Get(string? category)
    {
        lock (_gate) return category is null ? _levels.Values.MaxBy(each => Array.IndexOf(Levels, each))! : _levels[category];
    }

    /// <summary>Sets one category, or all of them at once.</summary>
    public void Set(string? category, string level)
    {
        lock (_gate)
        {
            RunTimeSettings settings = RunTimeSettings.Of(configuration)
                ?? throw new InvalidOperationException("This server's configuration cannot be changed while it runs: restart it with another Logging:LogLevel.");
            string[] chosen = category is null ? [.. Prefixes.Keys] : [category];
            string? value = level switch { "verbose" => nameof(LogLevel.Debug), "trace" => nameof(LogLevel.Trace), _ => null };
            foreach (string each in chosen) _levels[each] = level;
            settings.Change(chosen.SelectMany(each => Prefixes[each]).Select(prefix => new KeyValuePair<string, string?>($"Logging:LogLevel:{prefix}", value)));
        }

        log.LevelChanged(category ?? "all categories", level);
    }
}

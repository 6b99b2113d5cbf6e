using System.Collections.Frozen;

namespace AttachmentPacs.Core.Ingest.Rules;

/// <summary>Values, and beginnings of values (entries that end in *). Compared letter by letter.</summary>
internal sealed class ValueList(IEnumerable<string> entries)
{
    private readonly FrozenSet<string> _whole = entries.Where(entry => !entry.EndsWith('*')).Select(entry => entry.Trim(' ')).ToFrozenSet(StringComparer.Ordinal);
    private readonly string[] _beginnings = [.. entries.Where(entry => entry.EndsWith('*')).Select(entry => Stem(entry).TrimStart(' '))];

    public bool IsEmpty => _whole.Count + _beginnings.Length == 0;

    /// <summary>An entry without its *.</summary>
    public static string Stem(string entry) => entry.EndsWith('*') ? entry[..^1] : entry;

    public bool Holds(string value) => _whole.Contains(value) || Array.Exists(_beginnings, beginning => value.StartsWith(beginning, StringComparison.Ordinal));
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace AttachmentPacs.Shape.Tests;

/// <summary>docs/operations.md has a row for each key of the configuration, docs/log.md one for each line of the log.</summary>
public sealed partial class OperationsDocumentTests
{
    private const string Document = "docs/operations.md";

    [Fact]
    public void Key_of_the_configuration_is_named_with_its_default()
    {
        (string Key, string Default)[] rows = [.. Section("## Configuration").SelectMany(row => Keys(row[0]).Select(key => (key, row[1])))];
        using JsonDocument settings = JsonDocument.Parse(RepositoryFiles.Text("appsettings.json"));
        (string Path, string Value)[] keys = [.. Leaves(settings.RootElement, "")];

        Assert.True(keys.Length > 50, $"{keys.Length} keys");
        Assert.Empty(keys.Where(key => !rows.Any(row => Covers(row.Key, key.Path))).Select(key => key.Path));
        Assert.Empty(keys.Where(key => !rows.Any(row => Covers(row.Key, key.Path) && (row.Key.EndsWith('*') || row.Default.Contains(key.Value, StringComparison.Ordinal))))
            .Select(key => $"{key.Path} is {key.Value}"));
    }

    [Fact]
    public void Key_that_is_named_exists()
    {
        using JsonDocument settings = JsonDocument.Parse(RepositoryFiles.Text("appsettings.json"));
        string[] keys = [.. Leaves(settings.RootElement, "").Select(key => key.Path)];
        string[] named = [.. Section("## Configuration").SelectMany(row => Keys(row[0]))];

        Assert.Equal(named.Distinct(), named);
        Assert.DoesNotContain(named, name => !keys.Any(key => Covers(name, key)));
    }

    [Fact]
    public void Line_of_the_log_has_a_row_with_its_level()
    {
        (string Number, string Level)[] declared = [.. RepositoryFiles.Find("src", "LogMessages.cs").Concat(RepositoryFiles.Find("tools", "*.cs"))
            .SelectMany(file => Message().Matches(RepositoryFiles.Text(file))).Select(match => (match.Groups["number"].Value, match.Groups["level"].Value.ToLowerInvariant()))];
        string[][] rows = [.. Section("# The log", "docs/log.md")];

        Assert.True(declared.Length > 40, $"{declared.Length} messages");
        Assert.Equal(declared.Select(each => each.Number).Order(StringComparer.Ordinal), rows.Select(row => row[0]).Order(StringComparer.Ordinal));
        Assert.Empty(declared.Where(each => each.Level.Length > 0 && !rows.Any(row => row[0] == each.Number && row[1].Contains(each.Level, StringComparison.Ordinal)))
            .Select(each => $"{each.Number} is {each.Level}"));
    }

    [Theory]
    [InlineData("`A:B`, `C`, `D:E`", new[] { "A:B", "A:C", "D:E" })]
    [InlineData("`A:<name>:B`, `:C`", new[] { "A:<name>:B", "A:<name>:C" })]
    [InlineData("`A:*`", new[] { "A:*" })]
    public void Keys_cell_gives_whole_paths(string cell, string[] expected) => Assert.Equal(expected, Keys(cell));

    // Cells of the rows of the first table of a section, without its header.
    private static IEnumerable<string[]> Section(string heading, string document = Document) =>
        RepositoryFiles.Lines(document).SkipWhile(line => line != heading).SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]);

    // A key without its section is of the section of the one before it.
    private static IEnumerable<string> Keys(string cell)
    {
        string section = "";
        foreach (string key in Code().Matches(cell).Select(match => match.Groups["text"].Value))
        {
            string whole = key.StartsWith(':') ? section + key : key.Contains(':', StringComparison.Ordinal) || section.Length == 0 ? key : $"{section}:{key}";
            section = whole.Contains(':', StringComparison.Ordinal) ? whole[..whole.LastIndexOf(':')] : "";
            yield return whole;
        }
    }

    private static bool Covers(string named, string key) =>
        named == key || (named.EndsWith(":*", StringComparison.Ordinal) && key.StartsWith(named[..^1], StringComparison.Ordinal))
        || (named.IndexOf('<', StringComparison.Ordinal) is > 0 and int name && (key + ":").StartsWith(named[..name], StringComparison.Ordinal));

    private static IEnumerable<(string Path, string Value)> Leaves(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object when element.EnumerateObject().Any() =>
            element.EnumerateObject().SelectMany(each => Leaves(each.Value, path.Length == 0 ? each.Name : $"{path}:{each.Name}")),
        JsonValueKind.Object => [(path, "none")],
        JsonValueKind.String when element.GetString()!.Length == 0 => [(path, "empty")],
        JsonValueKind.String => [(path, $"`{element.GetString()}`")],
        _ => [(path, $"`{element.GetRawText()}`")],
    };

    [GeneratedRegex("`(?<text>[^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId = )?(?<number>\d+)(?:, LogLevel\.(?<level>\w+))?")]
    private static partial Regex Message();
}

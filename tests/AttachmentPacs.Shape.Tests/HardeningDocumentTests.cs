using System.Text.RegularExpressions;

namespace AttachmentPacs.Shape.Tests;

/// <summary>docs/hardening.md names a test for each attack: each must be there.</summary>
public sealed partial class HardeningDocumentTests
{
    private const string Document = "docs/hardening.md";

    // The sums of the tables before it, without tests of their own.
    private const string Overview = "## Limits and answers";

    [Fact]
    public void Document_names_a_test_the_test_exists()
    {
        (string Class, string Method)[] named = [.. Test().Matches(RepositoryFiles.Text(Document)).Select(match => (match.Groups["class"].Value, match.Groups["method"].Value)).Distinct()];
        Dictionary<string, string> sources = RepositoryFiles.Find("tests", "*Tests.cs").GroupBy(file => Path.GetFileNameWithoutExtension(file))
            .ToDictionary(files => files.Key, files => string.Concat(files.Select(RepositoryFiles.Text)));

        Assert.True(named.Length > 90, $"{named.Length} tests are named");
        Assert.Empty(named.Where(test => !sources.TryGetValue(test.Class, out string? text) || !text.Contains($" {test.Method}(", StringComparison.Ordinal))
            .Select(test => $"{test.Class}.{test.Method}"));
    }

    [Fact]
    public void Row_of_a_table_names_a_test_or_says_why_there_is_none()
    {
        string[] rows = [.. RepositoryFiles.Lines(Document).TakeWhile(line => line != Overview).Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !Header().IsMatch(line))];

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.True(
            Test().IsMatch(row) || row.Contains("not served yet", StringComparison.Ordinal) || row.Contains("none needed", StringComparison.Ordinal), row));
    }

    [GeneratedRegex("`(?<class>[A-Z][A-Za-z]*Tests)\\.(?<method>\\w+)`")]
    private static partial Regex Test();

    [GeneratedRegex(@"\A\| (attack|door) \|")]
    private static partial Regex Header();
}

using System.Text.RegularExpressions;

namespace AttachmentPacs.Shape.Tests;

/// <summary>What the house style asks of files.</summary>
public sealed partial class SourceTests
{
    private const int MaxLines = 500;
    private const int MaxProgramLines = 60;

    // Tests that need a tool or a right that a machine may lack have these attributes, which say what is missing.
    private const string ConditionalFacts = "tests/AttachmentPacs.Storage.Tests/Support/Facts.cs";

    [Fact]
    public void Source_file_has_at_most_500_lines()
    {
        string[] files = [.. RepositoryFiles.Find("src", "*.cs").Where(file => !file.EndsWith(".g.cs", StringComparison.Ordinal))];

        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => RepositoryFiles.Lines(file).Length > MaxLines);
    }

    [Fact]
    public void Program_has_at_most_60_lines() =>
        Assert.InRange(RepositoryFiles.Lines("src/AttachmentPacs.Server/Program.cs").Length, 1, MaxProgramLines);

    [Fact]
    public void Migrations_are_numbered_without_gaps()
    {
        string[] files = [.. RepositoryFiles.Find("schema/sqlite", "*.sql").Select(file => Path.GetFileName(file)!)];

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Matches(@"\A\d{4}_[a-z0-9_]+\.sql\z", file));
        Assert.Equal(Enumerable.Range(1, files.Length).Select(number => $"{number:0000}"), files.Select(file => file[..4]));
    }

    [Fact]
    public void Tests_are_not_skipped()
    {
        string[] files = [.. RepositoryFiles.Find("tests", "*.cs").Where(file => file != ConditionalFacts)];

        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => SkippedTest().IsMatch(RepositoryFiles.Text(file)));
    }

    [Theory]
    [InlineData("[Fact(" + "Skip = \"later\")]", true)]
    [InlineData("[Theory(DisplayName = \"x\", " + "Skip=\"later\")]", true)]
    [InlineData("        " + "Skip = \"no tool\";", true)]
    [InlineData("lines.Skip(1)", false)]
    [InlineData("if (_parser.Skip == 0) return;", false)]
    public void SkippedTest_line_of_code_is_found_only_if_it_skips(string line, bool expected) =>
        Assert.Equal(expected, SkippedTest().IsMatch(line));

    [GeneratedRegex(@"(?<![.\w""])Skip\s*=(?!=)")]
    private static partial Regex SkippedTest();
}

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
        string[] files = [.. Code()];

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

    [Fact]
    public void Usings_are_in_order_with_those_of_the_framework_first()
    {
        string[] files = [.. Code().Where(file => Usings(file) is var usings
            && !usings.SequenceEqual(usings.OrderBy(name => !name.StartsWith("System", StringComparison.Ordinal)).ThenBy(name => name, StringComparer.Ordinal)))];

        Assert.Empty(files);
    }

    [Fact]
    public void Package_that_has_a_version_is_used()
    {
        string[] projects = [.. RepositoryFiles.Find("", "*.csproj").Concat(RepositoryFiles.Find("", "Directory.Build.props")).Select(RepositoryFiles.Text)];
        string[] versions = [.. PackageVersion().Matches(RepositoryFiles.Text("Directory.Packages.props")).Select(match => match.Groups["name"].Value)];

        Assert.NotEmpty(versions);
        Assert.DoesNotContain(versions, name => !projects.Any(project => project.Contains($"<PackageReference Include=\"{name}\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("[Fact(" + "Skip = \"later\")]", true)]
    [InlineData("[Theory(DisplayName = \"x\", " + "Skip=\"later\")]", true)]
    [InlineData("        " + "Skip = \"no tool\";", true)]
    [InlineData("lines.Skip(1)", false)]
    [InlineData("if (_parser.Skip == 0) return;", false)]
    public void SkippedTest_line_of_code_is_found_only_if_it_skips(string line, bool expected) =>
        Assert.Equal(expected, SkippedTest().IsMatch(line));

    private static IEnumerable<string> Code() =>
        new[] { "src", "tools", "tests", "samples" }.SelectMany(folder => RepositoryFiles.Find(folder, "*.cs")).Where(file => !file.EndsWith(".g.cs", StringComparison.Ordinal));

    private static string[] Usings(string file) =>
        [.. RepositoryFiles.Lines(file).Select(line => Using().Match(line)).Where(match => match.Success).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex(@"\Ausing (?<name>[A-Z][\w.]*);\z")]
    private static partial Regex Using();

    [GeneratedRegex("<PackageVersion Include=\"(?<name>[^\"]+)\"")]
    private static partial Regex PackageVersion();

    [GeneratedRegex(@"(?<![.\w""])Skip\s*=(?!=)")]
    private static partial Regex SkippedTest();
}

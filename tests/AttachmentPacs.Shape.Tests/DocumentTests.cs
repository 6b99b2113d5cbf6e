using System.Text.RegularExpressions;

namespace AttachmentPacs.Shape.Tests;

/// <summary>Documents name files by their paths: a path that has moved must move in the documents, too.</summary>
public sealed partial class DocumentTests
{
    private const int MaxLines = 260;
    private const int MaxReadmeLines = 110;

    [Fact]
    public void Document_names_a_path_the_path_exists()
    {
        (string Document, string Path)[] named =
            [.. Documents().SelectMany(document => Paths(RepositoryFiles.Text(document)).Select(path => (document, path)))];

        Assert.NotEmpty(named);
        Assert.Empty(named.Where(each => !RepositoryFiles.Exists(each.Path)).Select(each => $"{each.Document} names {each.Path}"));
    }

    [Fact]
    public void Document_links_to_a_file_the_file_exists()
    {
        (string Document, string Target)[] links = [.. Documents().SelectMany(document =>
            Link().Matches(RepositoryFiles.Text(document)).Select(link => (document, Beside(document, link.Groups["target"].Value))))];

        Assert.NotEmpty(links);
        Assert.Empty(links.Where(each => !RepositoryFiles.Exists(each.Target)).Select(each => $"{each.Document} links to {each.Target}"));
    }

    [Fact]
    public void Decisions_are_numbered_without_gaps()
    {
        string[] numbers = [.. RepositoryFiles.Find("docs/decisions", "*.md").Select(file => Path.GetFileName(file)[..4])];

        Assert.NotEmpty(numbers);
        Assert.Equal(Enumerable.Range(1, numbers.Length).Select(number => $"{number:0000}"), numbers);
    }

    [Fact]
    public void Document_is_short_enough_to_be_read() =>
        Assert.DoesNotContain(Documents(), document => RepositoryFiles.Lines(document).Length > (document == "README.md" ? MaxReadmeLines : MaxLines));

    [Theory]
    [InlineData("see `src/A.cs` and `docs/b/`", new[] { "src/A.cs", "docs/b/" })]
    [InlineData("`src/A.cs, src/B.cs`, `/studies/1`, src/C.cs, `src/*.cs`", new string[0])]
    public void Paths_text_with_code_gives_repository_paths_only(string text, string[] expected) => Assert.Equal(expected, Paths(text));

    private static IEnumerable<string> Documents() =>
        RepositoryFiles.Find("docs", "*.md").Concat(RepositoryFiles.Exists("README.md") ? ["README.md"] : []);

    private static IEnumerable<string> Paths(string text) => PathInCode().Matches(text).Select(match => match.Groups["path"].Value);

    private static string Beside(string document, string target) => $"{Path.GetDirectoryName(document)}/{target}".TrimStart('/');

    // One path and nothing else between the backticks: no blanks, no wildcards, no placeholders.
    [GeneratedRegex(@"`(?<path>(?:src|tests|docs|schema|tools|samples)/[A-Za-z0-9_./-]*)`")]
    private static partial Regex PathInCode();

    // Relative targets only.
    [GeneratedRegex(@"\]\((?<target>[A-Za-z0-9_./-]+\.md)\)")]
    private static partial Regex Link();
}

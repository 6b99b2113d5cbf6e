using System.Xml.Linq;

namespace AttachmentPacs.Shape.Tests;

/// <summary>References between projects go one way only; each edge that is allowed stands here.</summary>
public sealed class LayeringTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["AttachmentPacs.Dicom"] = [],
        ["AttachmentPacs.Dimse"] = ["AttachmentPacs.Dicom"],
        ["AttachmentPacs.Storage"] = [],
        ["AttachmentPacs.Index"] = ["AttachmentPacs.Dicom"],
        ["AttachmentPacs.Plugins"] = [],
        ["AttachmentPacs.Core"] = ["AttachmentPacs.Dicom", "AttachmentPacs.Index", "AttachmentPacs.Plugins", "AttachmentPacs.Storage"],
        ["AttachmentPacs.Server"] = ["AttachmentPacs.Core", "AttachmentPacs.Dimse"],
        ["AttachmentPacs.Cli"] = ["AttachmentPacs.Core"],
        ["AttachmentPacs.Bench"] = ["AttachmentPacs.Core"],
        ["ChecksumManifest"] = ["AttachmentPacs.Plugins"],
        ["DictionaryGen"] = [],
    };

    [Fact]
    public void Products_reference_exactly_what_their_layer_allows()
    {
        Dictionary<string, string[]> found = RepositoryFiles.Find("src", "*.csproj")
            .Concat(RepositoryFiles.Find("tools", "*.csproj")).Concat(RepositoryFiles.Find("samples", "*.csproj")).ToDictionary(NameOf, References);

        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.All(Allowed, layer => Assert.Equal(layer.Value, found[layer.Key]));
    }

    [Fact]
    public void Solution_has_every_project()
    {
        string solution = RepositoryFiles.Text("AttachmentPacs.sln").Replace('\\', '/');
        string[] projects = [.. new[] { "src", "tools", "tests", "samples" }.SelectMany(folder => RepositoryFiles.Find(folder, "*.csproj"))];

        Assert.NotEmpty(projects);
        Assert.DoesNotContain(projects, project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal));
    }

    private static string[] References(string project) =>
        [.. XDocument.Parse(RepositoryFiles.Text(project)).Descendants("ProjectReference")
            .Select(reference => NameOf((string?)reference.Attribute("Include") ?? ""))
            .Order(StringComparer.Ordinal)];

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
}

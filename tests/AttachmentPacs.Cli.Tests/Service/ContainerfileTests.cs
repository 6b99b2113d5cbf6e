using System.Text.RegularExpressions;
using AttachmentPacs.Cli.Doctor;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests.Service;

/// <summary>The container's recipe, as far as it can be judged without building it: what it names is there.</summary>
public sealed partial class ContainerfileTests
{
    private static readonly string[] Lines = Join(File.ReadAllText(InRepository("Containerfile")));

    [Fact]
    public void Every_source_that_is_copied_exists_and_is_not_ignored()
    {
        string[] ignored = [.. File.ReadAllLines(InRepository(".containerignore")).Where(line => line.Length > 0 && line[0] != '#')];
        string[] sources = [.. Lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from=", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..^1])];

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.True(Path.Exists(InRepository(source)), source));
        Assert.All(sources, source => Assert.DoesNotContain(source.Split('/')[0], ignored));
    }

    [Fact]
    public void Every_folder_that_the_published_projects_need_is_copied()
    {
        string copied = string.Join('\n', Lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal)));
        string[] projects = [.. Lines.SelectMany(line => Published().Matches(line)).Select(match => match.Groups[1].Value)];

        Assert.Equal(["src/AttachmentPacs.Server", "tools/AttachmentPacs.Cli"], projects);
        Assert.All(projects, project => Assert.True(File.Exists(InRepository($"{project}/{Path.GetFileName(project)}.csproj")), project));
        string[] files = [.. Directory.EnumerateFiles(InRepository("src"), "*.csproj", SearchOption.AllDirectories).Append(InRepository("tools/AttachmentPacs.Cli/AttachmentPacs.Cli.csproj"))
            .SelectMany(project => Included().Matches(File.ReadAllText(project)).Select(match => Path.GetRelativePath(CorpusFolder.Repository, Path.GetFullPath(match.Groups[1].Value, Path.GetDirectoryName(project)!))))];
        Assert.All(files, file => Assert.Contains(file.Split('/')[0], copied, StringComparison.Ordinal));
    }

    [Fact]
    public void Programs_and_checks_that_are_called_exist()
    {
        Assert.Contains("ENTRYPOINT [\"/program/AttachmentPacs.Server\"]", Lines);
        string health = Assert.Single(Lines, line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal));
        string[] command = [.. Quoted().Matches(health).Select(match => match.Groups[1].Value)];
        Assert.Equal(["/program/apacs", "doctor", "--only"], command[..3]);
        Assert.Contains(command[3], Checkup.Names);
        Assert.Empty(DoctorCommand.Create(TimeProvider.System).Parse(command[2..]).Errors);
    }

    [Fact]
    public void Ports_of_both_doors_are_named()
    {
        var options = new ServerOptions();

        Assert.Contains($"EXPOSE {options.Http.Port} {options.Dicom.Port}", Lines);
    }

    [Fact]
    public void Server_is_not_root() => Assert.Contains("USER 8042:8042", Lines);

    private static string InRepository(string path) => Path.Combine(CorpusFolder.Repository, path);

    private static string[] Join(string text) => text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"dotnet publish (\S+)")]
    private static partial Regex Published();

    [GeneratedRegex("(?:Include|Link)=\"(\\.\\./\\.\\./[^\"]+)\"")]
    private static partial Regex Included();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();
}

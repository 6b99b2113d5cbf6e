namespace AttachmentPacs.TestKit;

/// <summary>Commands of the README and of other documents, to be typed as they stand there.</summary>
public static class Readme
{
    /// <summary>What is indented below a heading (<c>## …</c>): a line each, continued ones as they are.</summary>
    public static string Commands(string heading, string document = "README.md")
    {
        string[] lines = [.. File.ReadLines(Path.Combine(CorpusFolder.Repository, document))
            .SkipWhile(line => line != heading).Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line[4..])];
        return lines.Length > 0 ? string.Join('\n', lines) + "\n" : throw new InvalidOperationException($"{document} has no commands under \"{heading}\".");
    }

    /// <summary>Types them into a shell in a folder. A command that fails, or a reply of 400 and above, ends the session.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="commands">What is typed.</param>
    /// <param name="input">What the commands ask for.</param>
    public static Task<(int Code, string Output)> TypeAsync(string folder, string commands, string input = "") =>
        Command.RunAsync(folder, input, "bash", "-c", "set -euo pipefail\ncurl() { command curl -sS --fail-with-body \"$@\" && echo; }\n" + commands);

    /// <summary>Puts a file or folder of the repository where the commands look for it.</summary>
    public static void Link(string folder, string name)
    {
        string link = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, Path.Combine(CorpusFolder.Repository, name));
    }
}

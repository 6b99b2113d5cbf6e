using System.Net;
using System.Text.Json;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.Corpus;

public class MalformedOutcomeTests(DefaultServer shared, ITestOutputHelper output) : IClassFixture<DefaultServer>
{
    [Fact]
    public async Task Malformed_files_get_the_outcome_that_the_corpus_names()
    {
        if (CorpusFolder.Path is null) output.WriteLine(CorpusFolder.Absent);
        List<string> wrong = [];
        foreach (IReadOnlyDictionary<string, string> row in CorpusFolder.Table("malformed/manifest.tsv"))
        {
            Reply reply = await shared.Server.Client.PostAsync(
                "/instances", await File.ReadAllBytesAsync(Path.Combine(CorpusFolder.Path!, "malformed", row["file"])));
            if (!IsAllowed(row, IsStored(reply))) wrong.Add($"{row["file"]}: expected {row["expected"]}, got {(int)reply.Status} {reply.Text}");
        }

        Assert.Empty(wrong);
    }

    // Of an archive: at least one member.
    private static bool IsStored(Reply reply) =>
        reply.Status == HttpStatusCode.OK && (reply.Json.ValueKind == JsonValueKind.Object || reply.Json.GetArrayLength() > 0);

    private static bool IsAllowed(IReadOnlyDictionary<string, string> row, bool isStored)
    {
        string expected = row["expected"];
        bool isFree = expected.StartsWith("either", StringComparison.Ordinal) || expected.Contains("detect", StringComparison.Ordinal)
            || expected.Contains(" or ", StringComparison.Ordinal) || expected.Contains("/ignore", StringComparison.Ordinal);
        return isFree || expected.StartsWith("accept", StringComparison.Ordinal) == isStored;
    }
}

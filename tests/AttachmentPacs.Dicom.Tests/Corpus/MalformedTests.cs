using System.Buffers;
using System.Text.Json;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Json;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Dicom.Tests.Corpus;

/// <summary>Every malformed file gets the outcome that the corpus names, within bounded memory.</summary>
public class MalformedTests(ITestOutputHelper output)
{
    /// <summary>Bytes that reading and summarising one file may allocate, whatever it claims (hardening: 64 MiB for the head, plus output).</summary>
    private const long Allowance = 192L << 20;

    public static TheoryData<string, string> Files()
    {
        var files = new TheoryData<string, string>();
        foreach (IReadOnlyDictionary<string, string> row in CorpusFolder.Table("malformed/manifest.tsv"))
        {
            if (row["category"] != "zip") files.Add(row["file"], row["expected"]);
        }

        if (files.Count == 0) files.Add("", "");
        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void MalformedFile_read_ends_as_the_manifest_says(string file, string expected)
    {
        if (CorpusFolder.Path is null)
        {
            output.WriteLine(CorpusFolder.Absent);
            return;
        }

        byte[] bytes = File.ReadAllBytes(Path.Combine(CorpusFolder.Path, "malformed", file));
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? refusal = Read(bytes);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine($"{expected}: {refusal ?? "accepted"}; {allocated >> 10} KiB");
        Assert.True(allocated < Allowance, $"{allocated} bytes were allocated");
        bool isFree = expected.Contains("detect", StringComparison.Ordinal) || expected.StartsWith("either", StringComparison.Ordinal) || expected.Contains(" or ", StringComparison.Ordinal);
        if (isFree) return;
        Assert.True(expected.StartsWith("accept", StringComparison.Ordinal) == refusal is null, $"expected {expected}, but {refusal ?? "accepted"}");
    }

    private static string? Read(byte[] bytes)
    {
        using var reader = new DicomHeadReader();
        using var writer = new SummaryWriter();
        try
        {
            reader.Feed(bytes);
            DicomHead head = reader.Complete();
            InstanceIdentity.Of(head, new TagReader());
            var summary = new ArrayBufferWriter<byte>();
            writer.Write(head, SummaryOptions.Default, summary);
            JsonDocument.Parse(summary.WrittenMemory, new JsonDocumentOptions { MaxDepth = 1000 }).Dispose();
            return null;
        }
        catch (DicomFormatException e)
        {
            return $"{e.Fault}: {e.Message}";
        }
    }
}

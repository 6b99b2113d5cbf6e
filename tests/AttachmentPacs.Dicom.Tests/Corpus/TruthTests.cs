using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Dicom.Tests.Corpus;

/// <summary>
/// Every readable file of the corpus against two other readers. Where they agree, so must we; where they do not, the table of disagreements
/// says whom to follow and why; where it says "either", either will do.
/// </summary>
public class TruthTests(ITestOutputHelper output)
{
    private static readonly ILookup<string, IReadOnlyDictionary<string, string>> Disagreements =
        CorpusFolder.Table("truth/visible/disagreements.tsv").ToLookup(row => row["file"]);

    /// <summary>Where we follow neither of the two, and why.</summary>
    private static readonly Dictionary<string, string> OwnWay = new()
    {
        ["gen__no_preamble_dicm_at_0.dcm"] = "one reader refuses it, the other reads noise; the prefix at offset 0 is plain enough to be understood",
        ["gen__trailing_garbage.dcm 67937261"] = "bytes after Pixel Data that are no element are kept in the file and are no tag",
        ["gen__ts_says_expl_is_impl.dcm 7FE00010"] = "OW is what PS3.5 A.1 says of Pixel Data in implicit VR",
        ["pydicom__rtdose_rle.dcm 300C0002"] = "UN of a standard tag is resolved by the dictionary (PS3.5 6.2.2), sequences too",
    };

    public static TheoryData<string> Files()
    {
        var files = new TheoryData<string>();
        foreach (string file in CorpusFolder.Files("visible")) files.Add(Path.GetFileName(file));
        if (files.Count == 0) files.Add("");
        return files;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void VisibleFile_read_in_pieces_says_what_other_readers_say(string file)
    {
        if (CorpusFolder.Path is null)
        {
            output.WriteLine(CorpusFolder.Absent);
            return;
        }

        string truth = Path.Combine(CorpusFolder.Path, "truth/visible", file);
        SortedDictionary<string, Canonical>? dcmtk = TruthFile.Read(truth + ".dcmtk.json");
        SortedDictionary<string, Canonical>? pydicom = TruthFile.Read(truth + ".pydicom.json");
        IReadOnlyDictionary<string, Canonical> ours = Flattened.Read(Path.Combine(CorpusFolder.Path, "visible", file)).Elements;
        var suggestions = Disagreements[file].ToLookup(row => row["path"], row => row["suggested"]);
        var wrong = new List<string>();
        foreach (string path in ours.Keys.Union(dcmtk?.Keys.ToArray() ?? []).Union(pydicom?.Keys.ToArray() ?? []).Order(StringComparer.Ordinal))
        {
            if (path.StartsWith("0002", StringComparison.Ordinal) || path[^4..] == "0000") continue;
            if (OwnWay.ContainsKey(file) || OwnWay.ContainsKey($"{file} {path.Split('[')[0]}")) continue;
            Canonical? own = Get(ours, path);
            var candidates = new List<Canonical?>();
            string suggested = suggestions[path].FirstOrDefault() ?? "";
            if (dcmtk is not null && !suggested.StartsWith("pydicom", StringComparison.Ordinal)) candidates.Add(Get(dcmtk, path));
            if (pydicom is not null && !suggested.StartsWith("dcmtk", StringComparison.Ordinal)) candidates.Add(Get(pydicom, path));
            if (candidates.Any(candidate => Same(own, candidate))) continue;
            wrong.Add($"{path}: {own} but {string.Join(" / ", candidates)} ({suggested})");
        }

        Assert.True(wrong.Count == 0, $"{file}: {wrong.Count} differ\n{string.Join('\n', wrong.Take(12))}");
    }

    private static Canonical? Get(IReadOnlyDictionary<string, Canonical> elements, string path) =>
        elements.TryGetValue(path, out Canonical value) ? value : null;

    private static bool Same(Canonical? own, Canonical? other) =>
        own == other || (own is { } a && other is { } b && a.Value == b.Value && a.Value == "encapsulated")
        || (own is { } c && other is { } d && c.Vr == d.Vr && d.Value.StartsWith("omitted-text", StringComparison.Ordinal));
}

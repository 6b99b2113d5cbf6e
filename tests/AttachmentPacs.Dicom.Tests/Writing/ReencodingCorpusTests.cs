using System.Buffers;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Dicom.Writing;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Dicom.Tests.Writing;

/// <summary>
/// Every uncompressed little endian file of the corpus, re-encoded here and by DCMTK's dcmconv: after dcmconv has brought both to the same form
/// (implicit VR, lengths in place of delimiters, no group lengths), they are the same bytes. VRs are compared by what they become: the dictionaries
/// know different private elements.
/// </summary>
public sealed class ReencodingCorpusTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Corpus_reencoded_is_what_DCMTK_makes_of_it(bool becomesExplicit)
    {
        if (CorpusFolder.Path is null) output.WriteLine(CorpusFolder.Absent);
        string target = becomesExplicit ? TransferSyntax.ExplicitLittleEndian.Uid : TransferSyntax.ImplicitLittleEndian.Uid;
        using var folder = new TemporaryFolder();
        int compared = 0;
        List<string> differing = [];
        foreach (string file in CorpusFolder.Files("visible"))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file);
            if (!TryOpen(bytes, out string syntax, out DataSetEncoding encoding)) continue;
            bool isNative = syntax == TransferSyntax.ExplicitLittleEndian.Uid || syntax == TransferSyntax.ImplicitLittleEndian.Uid;
            if (!isNative || syntax == target || encoding.IsBigEndian) continue;
            if (encoding.IsExplicit == becomesExplicit) continue;
            byte[] ours;
            try
            {
                ours = Reencode(bytes.AsSpan((int)encoding.Offset), encoding.IsExplicit, becomesExplicit, 1000);
            }
            catch (DicomFormatException e)
            {
                output.WriteLine($"{Path.GetFileName(file)}: refused, {e.Message}");
                continue;
            }

            if (await CanonicalAsync(folder, file, "theirs") is not { } theirs)
            {
                output.WriteLine($"{Path.GetFileName(file)}: DCMTK does not read it, or changes it");
                continue;
            }

            var meta = new FileMetaInformation("1.2.840.10008.5.1.4.1.1.7", "1.2.3", target, "1.2.3.4", "TEST", "");
            string made = folder.Combine("made.dcm");
            await File.WriteAllBytesAsync(made, [.. meta.ToBytes(), .. ours]);
            byte[]? canonical = await CanonicalAsync(folder, made, "ours");
            compared++;
            if (canonical is null || !theirs.AsSpan().SequenceEqual(canonical)) differing.Add(Path.GetFileName(file));
        }

        output.WriteLine($"{compared} files compared");
        Assert.Empty(differing);
        Assert.True(CorpusFolder.Path is null || compared > 30, $"{compared} files compared");
    }

    private static bool TryOpen(byte[] bytes, out string syntax, out DataSetEncoding encoding)
    {
        using var reader = new DicomHeadReader();
        (syntax, encoding) = ("", default);
        try
        {
            reader.Feed(bytes);
            syntax = reader.Complete().TransferSyntax.Uid;
        }
        catch (DicomFormatException)
        {
            return false;
        }

        encoding = reader.Encoding!.Value;
        return true;
    }

    private static byte[] Reencode(ReadOnlySpan<byte> dataSet, bool isExplicit, bool becomesExplicit, int piece)
    {
        var reencoder = new DataSetReencoder(isExplicit, becomesExplicit);
        var made = new ArrayBufferWriter<byte>();
        for (int at = 0; at < dataSet.Length; at += piece) reencoder.Feed(dataSet.Slice(at, Math.Min(piece, dataSet.Length - at)), made);
        reencoder.Complete(made);
        return made.WrittenSpan.ToArray();
    }

    // The data set alone: the meta headers differ.
    private static async Task<byte[]?> CanonicalAsync(TemporaryFolder folder, string file, string name)
    {
        string made = folder.Combine(name + ".dcm");
        (int code, string said) = await Command.RunAsync(folder.Path, "", "dcmconv", "+ti", "+e", "-g", "-p", "--no-invalid-groups", file, made);

        // It pads values of odd length, which here stay as they are.
        if (code != 0 || said.Contains("is odd", StringComparison.Ordinal)) return null;
        byte[] bytes = await File.ReadAllBytesAsync(made);
        return TryOpen(bytes, out string _, out DataSetEncoding encoding) ? bytes[(int)encoding.Offset..] : null;
    }
}

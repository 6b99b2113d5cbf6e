using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Ingest.Rules;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Ingest.Rules;

/// <summary>The rules of the section Accept, asked through the pipeline.</summary>
public class AcceptRulesTests
{
    private const string Long = "1.2.840.10008.5.1.4.1.1.4567890123456789012345678901234567890";

    private static readonly IngestOrigin Modality1 = new(IngestSource.DicomProtocol, "192.0.2.7", RemoteAet: "MODALITY1 ", CalledAet: "ARCHIVE");

    [Fact]
    public void No_rule_asks_nothing_of_any_instance() => Assert.Null(AcceptRules.Of(new AcceptOptions { MaximumSize = 5 }));

    [Theory]
    [InlineData("PatientID", 0x0010_0020u, "LO", "", "PatientID is empty")]
    [InlineData("0010,0020", 0x0010_0020u, "LO", "   ", "PatientID is empty")]
    [InlineData("AccessionNumber", 0u, "", "", "AccessionNumber is empty")]
    [InlineData("0009,1001", 0u, "", "", "(0009,1001) is empty")]
    [InlineData("PatientID", 0u, "", "", null)]
    [InlineData("Rows", 0u, "", "", null)]
    public async Task Required_tag_must_have_a_value(string tag, uint changed, string vr, string value, string? reason)
    {
        DicomBuilder file = DicomBuilder.Instance("P1");
        if (changed != 0) file.Add(changed, vr, value);

        Assert.Equal(reason, await ReasonAsync(new AcceptOptions { RequiredTags = [tag] }, file));
    }

    [Theory]
    [InlineData("SecondaryCaptureImageStorage", "", null)]
    [InlineData("1.2.840.10008.5.1.4.1.1.7", "", null)]
    [InlineData("1.2.840.10008.5.1.4.1.1.*", "", null)]
    [InlineData("Secondary*", "", null)]
    [InlineData("*", "", null)]
    [InlineData("1.2.840.10008.5.1.4.1.1.70", "", "SOP Class 1.2.840.10008.5.1.4.1.1.7 is not accepted here")]
    [InlineData("CTImageStorage", "", "SOP Class 1.2.840.10008.5.1.4.1.1.7 is not accepted here")]
    [InlineData("*", "SecondaryCaptureImageStorage", "SOP Class 1.2.840.10008.5.1.4.1.1.7 is not accepted here")]
    [InlineData("", "Ultrasound*", null)]
    [InlineData("", "1.2.840.10008.5.1.4.1.1.7*", "SOP Class 1.2.840.10008.5.1.4.1.1.7 is not accepted here")]
    public async Task Sop_class_is_taken_by_uid_keyword_or_beginning(string accepted, string refused, string? reason) =>
        Assert.Equal(reason, await ReasonAsync(new AcceptOptions { SopClasses = List(accepted), RefusedSopClasses = List(refused) }, DicomBuilder.Instance("P1")));

    [Theory]
    [InlineData("OT", "", null)]
    [InlineData("CT,MR", "", "Modality OT is not accepted here")]
    [InlineData("", "O*", "Modality OT is not accepted here")]
    [InlineData("ot", "", "Modality OT is not accepted here")]
    public async Task Modality_is_taken_by_its_code(string accepted, string refused, string? reason) =>
        Assert.Equal(reason, await ReasonAsync(new AcceptOptions { Modalities = List(accepted), RefusedModalities = List(refused) }, DicomBuilder.Instance("P1")));

    [Theory]
    [InlineData("ExplicitVRLittleEndian", "", null)]
    [InlineData("", "1.2.840.10008.1.2.1", "Transfer syntax 1.2.840.10008.1.2.1 is not accepted here")]
    [InlineData("1.2.840.10008.1.2.4.*", "", "Transfer syntax 1.2.840.10008.1.2.1 is not accepted here")]
    public async Task Transfer_syntax_is_taken_by_uid_keyword_or_beginning(string accepted, string refused, string? reason) => Assert.Equal(
        reason, await ReasonAsync(new AcceptOptions { TransferSyntaxes = List(accepted), RefusedTransferSyntaxes = List(refused) }, DicomBuilder.Instance("P1")));

    [Theory]
    [InlineData("MODALITY1", "", null)]
    [InlineData("MOD*", "", null)]
    [InlineData("", "MODALITY1", "AE title MODALITY1 is not accepted here")]
    [InlineData("CT_1", "", "AE title MODALITY1 is not accepted here")]
    public async Task Calling_title_concerns_what_has_one_and_nothing_else(string accepted, string refused, string? reason)
    {
        var options = new AcceptOptions { AeTitles = List(accepted), RefusedAeTitles = List(refused) };

        Assert.Equal(reason, await ReasonAsync(options, DicomBuilder.Instance("P1"), Modality1));
        Assert.Null(await ReasonAsync(options, DicomBuilder.Instance("P1"), IngestOrigin.Rest("192.0.2.7", "alice")));
        Assert.Null(await ReasonAsync(options, DicomBuilder.Instance("P1"), IngestOrigin.Import));
    }

    [Theory]
    [InlineData("Doe^Jane", "Modality is not accepted here")]
    [InlineData("DOE JANE", "Modality is not accepted here")]
    [InlineData("", "Modality is empty")]
    public async Task Reason_repeats_nothing_that_could_be_a_person(string modality, string reason) =>
        Assert.Equal(reason, await ReasonAsync(new AcceptOptions { Modalities = ["CT"] }, DicomBuilder.Instance("P1").Add(0x0008_0060, "CS", modality)));

    [Fact]
    public async Task Reason_fits_into_the_comment_of_a_response()
    {
        DicomBuilder file = DicomBuilder.Instance("P1").Add(0x0008_0016, "UI", Long);

        Assert.Equal("SOP Class is not accepted here", await ReasonAsync(new AcceptOptions { SopClasses = ["CTImageStorage"] }, file));
    }

    [Fact]
    public async Task Instance_that_is_refused_is_logged_without_what_it_says_of_a_person()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        archive.Hooks.Add(AcceptRules.Of(new AcceptOptions { Modalities = ["CT"] })!);

        IngestResult result = await archive.StoreAsync(new MemoryStream(DicomBuilder.Instance("P1").ToArray()), Modality1);

        Assert.Contains(
            (1080, $"Instance {result.Identity.Instance}, which came by DicomProtocol from 192.0.2.7, was filtered out: Modality OT is not accepted here"), archive.Lines);
        Assert.Equal((0, 0), (archive.Blobs(), archive.Drafts()));
    }

    [Fact]
    public async Task Refused_flood_is_counted_where_it_is_not_logged()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        archive.Hooks.Add(AcceptRules.Of(new AcceptOptions { Modalities = ["CT"] })!);
        byte[] file = DicomBuilder.Instance("P1").ToArray();
        for (int i = 0; i < 103; i++) await archive.StoreAsync(file);

        archive.Time.Now = archive.Time.Now.AddMinutes(1);
        await archive.StoreAsync(file);

        Assert.Equal(101, archive.Lines.Count(line => line.Number == 1080));
        Assert.Equal((1081, "3 more instances were filtered out than the log shows"), Assert.Single(archive.Lines, line => line.Number == 1081));
    }

    private static List<string> List(string entries) => [.. entries.Split(',', StringSplitOptions.RemoveEmptyEntries)];

    private static async Task<string?> ReasonAsync(AcceptOptions options, DicomBuilder file, IngestOrigin? origin = null)
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        archive.Hooks.Add(AcceptRules.Of(options)!);
        IngestResult result = await archive.StoreAsync(new MemoryStream(file.ToArray()), origin ?? IngestOrigin.Rest("127.0.0.1", ""));
        Assert.Equal(result.Reason is null ? IngestStatus.Success : IngestStatus.FilteredOut, result.Status);
        Assert.InRange(result.Reason?.Length ?? 0, 0, 64);
        return result.Reason;
    }
}

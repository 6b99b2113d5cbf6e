using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest;

/// <summary>Public ids against an independent SHA-1 (contract 1.2).</summary>
public class IdentityTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    [Theory]
    [InlineData("123")]
    [InlineData("ABCD")]
    [InlineData("  leading blanks count")]
    [InlineData("")]
    [InlineData("Zoë-漢")]
    [InlineData("A|B")]
    [InlineData("A\\B")]
    public async Task Ids_follow_from_the_identifiers(string patient)
    {
        RunningServer server = shared.Server;

        Stored stored = await server.StoreAsync(DicomBuilder.Instance(patient, 4, 5, 6));

        (string study, string series, string instance) = (DicomBuilder.Uid(4), DicomBuilder.Uid(4, 5), DicomBuilder.Uid(4, 5, 6));
        Assert.Equal(PublicId.Of(patient), stored.Patient);
        Assert.Equal(PublicId.Of(patient, study), stored.Study);
        Assert.Equal(PublicId.Of(patient, study, series), stored.Series);
        Assert.Equal(PublicId.Of(patient, study, series, instance), stored.Id);
    }

    [Fact]
    public async Task Id_of_the_documented_patient_is_the_documented_one()
    {
        RunningServer server = shared.Server;

        Assert.Equal("40bd0015-63085fc3-5165329e-a1ff5c5e-cbdbbeef", (await server.StoreAsync(DicomBuilder.Instance("123"))).Patient);
    }

    [Fact]
    public async Task Id_of_an_absent_patient_is_that_of_the_empty_one()
    {
        RunningServer server = shared.Server;

        Assert.Equal(PublicId.Of(""), (await server.StoreAsync(DicomBuilder.Instance("x").Remove(0x0010_0020))).Patient);
    }

    [Fact]
    public async Task Id_of_a_Latin_1_patient_is_made_of_its_UTF_8_form()
    {
        RunningServer server = shared.Server;
        DicomBuilder instance = DicomBuilder.Instance("x").Add(0x0008_0005, "CS", "ISO_IR 100").Add(0x0010_0020, "LO", [.. "Zo"u8, 0xEB, (byte)' ']);

        Assert.Equal(PublicId.Of("Zoë"), (await server.StoreAsync(instance)).Patient);
    }

    [Fact]
    public async Task Ids_do_not_depend_on_the_transfer_syntax()
    {
        RunningServer server = shared.Server;
        Stored isExplicit = await server.StoreAsync(DicomBuilder.Instance("P"));

        Reply again = await server.Client.PostAsync("/instances", DicomBuilder.Instance("P", transferSyntax: DicomBuilder.ImplicitLittleEndian).ToArray());

        Assert.Equal("AlreadyStored", again.IsOk().Field("Status"));
        Assert.Equal(isExplicit.Id, again.Field("ID"));
    }
}

using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Core.Tests.Configuration;

/// <summary>What the section Accept is told that it does not understand.</summary>
public class AcceptOptionsTests
{
    [Theory]
    [InlineData("RequiredTags:0=PatientId", "Accept:RequiredTags holds \"PatientId\", which is no tag and no keyword of PS3.6: did you mean PatientID?")]
    [InlineData("RequiredTags:0=Zork", "Accept:RequiredTags holds \"Zork\", which is no tag and no keyword of PS3.6: expected one as PatientID or 0010,0020")]
    [InlineData("RequiredTags:0=PixelData", "Accept:RequiredTags holds \"PixelData\", which is a sequence or binary: expected a tag whose value is text or numbers, as PatientID;Accept:RequiredTags holds \"PixelData\": expected a tag of the data set before the pixel data, 0008,0000 to 7fdf,ffff")]
    [InlineData("RequiredTags:0=RequestAttributesSequence", "Accept:RequiredTags holds \"RequestAttributesSequence\", which is a sequence or binary: expected a tag whose value is text or numbers, as PatientID")]
    [InlineData("RequiredTags:0=0002,0010", "Accept:RequiredTags holds \"0002,0010\": expected a tag of the data set before the pixel data, 0008,0000 to 7fdf,ffff")]
    [InlineData("SopClasses:0=CTImageStorag", "Accept:SopClasses holds \"CTImageStorag\", which is no UID and no keyword of a SOP Class of PS3.6: did you mean CTImageStorage?")]
    [InlineData("RefusedSopClasses:0=JPEGBaseline8Bit", "Accept:RefusedSopClasses holds \"JPEGBaseline8Bit\", which is no UID and no keyword of a SOP Class of PS3.6: expected one as CTImageStorage or 1.2.840.10008.5.1.4.1.1.2")]
    [InlineData("SopClasses:0=1.2.840.10008/5", "Accept:SopClasses holds \"1.2.840.10008/5\", which is no UID and no keyword of a SOP Class of PS3.6: expected one as CTImageStorage or 1.2.840.10008.5.1.4.1.1.2")]
    [InlineData("TransferSyntaxes:0=ExplicitVRLitleEndian", "Accept:TransferSyntaxes holds \"ExplicitVRLitleEndian\", which is no UID and no keyword of a transfer syntax of PS3.6: did you mean ExplicitVRLittleEndian?")]
    [InlineData("Modalities:0=ct", "Accept:Modalities holds \"ct\": expected a code as CT, of capital letters, digits and underscores, 16 at most")]
    [InlineData("AeTitles:0=SEVENTEEN_LETTERS", "Accept:AeTitles holds \"SEVENTEEN_LETTERS\": expected an Application Entity title, 1 to 16 characters without backslash")]
    [InlineData("RefusedAeTitles:0=A\\B", "Accept:RefusedAeTitles holds \"A\\B\": expected an Application Entity title, 1 to 16 characters without backslash")]
    [InlineData("MaximumSize=-1", "Accept:MaximumSize is -1: expected bytes, or 0 for no limit")]
    public void Value_that_means_nothing_is_named_with_what_would(string setting, string problem) =>
        Assert.Equal(problem.Split(';'), OptionsLoader.Load([$"--Accept:{setting}"]).Problems);

    [Fact]
    public void Values_of_every_form_are_taken() => Assert.Empty(OptionsLoader.Load(
        [
            "--Accept:RequiredTags:0=PatientID", "--Accept:RequiredTags:1=0008,0050", "--Accept:RequiredTags:2=00091001", "--Accept:SopClasses:0=CT*",
            "--Accept:SopClasses:1=1.2.840.10008.5.1.4.1.1.*", "--Accept:RefusedSopClasses:0=1.2.3", "--Accept:Modalities:0=M*", "--Accept:AeTitles:0=CT ROOM*",
            "--Accept:TransferSyntaxes:0=JPEG*", "--Accept:MaximumSize=1000000",
        ]).Problems);
}

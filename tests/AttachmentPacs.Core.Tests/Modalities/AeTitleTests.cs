using AttachmentPacs.Core.Modalities;

namespace AttachmentPacs.Core.Tests.Modalities;

public class AeTitleTests
{
    [Theory]
    [InlineData("CT1", true)]
    [InlineData("SIXTEEN_LETTERS!", true)]
    [InlineData("A B", true)]
    [InlineData("", false)]
    [InlineData("SEVENTEEN_LETTERS", false)]
    [InlineData("A\\B", false)]
    [InlineData("A\tB", false)]
    [InlineData("A\u007fB", false)]
    [InlineData("\u00c4RZTE", false)]
    public void AeTitle_is_what_PS3_5_calls_one(string title, bool expected) => Assert.Equal(expected, AeTitles.IsValid(title));

    [Fact]
    public void Blanks_around_it_mean_nothing() => Assert.Equal("C T", AeTitles.Trim("  C T "));
}

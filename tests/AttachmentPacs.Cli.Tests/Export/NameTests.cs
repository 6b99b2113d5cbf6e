using System.Text;
using AttachmentPacs.Cli.Commands;
using AttachmentPacs.Cli.Export;

namespace AttachmentPacs.Cli.Tests.Export;

/// <summary>Names made of hostile text, layouts, patterns.</summary>
public sealed class NameTests
{
    [Theory]
    [InlineData("Doe^Jane", "Doe^Jane")]
    [InlineData("../../etc/passwd", "_.._etc_passwd")]
    [InlineData("..", "_")]
    [InlineData("", "_")]
    [InlineData(" . hidden . ", "hidden")]
    [InlineData(@"C:\Windows", "C__Windows")]
    [InlineData("a\u0000b\u001b[31m\nc", "a_b_[31m_c")]
    [InlineData("abc\u202Etxt", "abc_txt")]
    [InlineData("CON", "_CON")]
    [InlineData("nul.txt", "_nul.txt")]
    [InlineData("Com1", "_Com1")]
    [InlineData("LPT²", "_LPT²")]
    [InlineData("COMPANY", "COMPANY")]
    [InlineData("a    b", "a b")]
    public void SafeName_hostile_text_is_one_plain_name(string text, string expected) => Assert.Equal(expected, SafeName.Of(text, 64));

    [Fact]
    public void SafeName_half_a_character_is_replaced() => Assert.Equal("a_b", SafeName.Of("a\uD800b", 64));

    [Fact]
    public void SafeName_long_text_is_cut_between_characters_and_keeps_its_tail()
    {
        string name = SafeName.Of(new string('山', 100), 64, "~12345678.dcm");

        Assert.EndsWith("山~12345678.dcm", name, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 60, 64);
    }

    [Fact]
    public void Layout_default_names_folders_and_file_by_tags()
    {
        var tags = new Dictionary<uint, string>
        {
            [0x0010_0020] = "P1", [0x0010_0010] = "Doe^Jane", [0x0008_0020] = "20240229", [0x0008_0060] = "CT", [0x0020_0011] = "2", [0x0020_0013] = "7", [0x0008_0018] = "1.2.3",
        };

        Assert.Equal(Path.Join("P1 Doe^Jane", "20240229", "CT 2", "000007-1.2.3.dcm"), Layout.Parse(Layout.Default).PathOf(tags));
        Assert.Equal("000007-1.2.3~ab.dcm", Path.GetFileName(Layout.Parse(Layout.Default).PathOf(tags, "~ab")));
    }

    [Fact]
    public void Layout_tags_of_separators_and_dots_stay_in_their_part()
    {
        var tags = new Dictionary<uint, string> { [0x0010_0020] = "../../..", [0x0008_0018] = "/etc/passwd" };

        Assert.Equal(Path.Join("_.._", "_etc_passwd.dcm"), Layout.Parse("{PatientID}/{0008,0018}.dcm").PathOf(tags));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/{PatientID}")]
    [InlineData("{PatientID}//{SOPInstanceUID}")]
    [InlineData("../{PatientID}")]
    [InlineData("{PatientID")]
    [InlineData("PatientID}")]
    [InlineData("{NoSuchTag}")]
    [InlineData("{PixelData}")]
    [InlineData("{InstanceNumber:x}")]
    [InlineData("{InstanceNumber:99}")]
    public void Layout_that_is_none_is_refused(string template) => Assert.Throws<UsageException>(() => Layout.Parse(template));

    [Theory]
    [InlineData("DOE*", "Doe^Jane", true)]
    [InlineData("*jané", "Doe^JANÉ", true)]
    [InlineData("D?e^*", "Doe^Jane", true)]
    [InlineData("Doe", "Doe^Jane", false)]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("?", "", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-c-b", false)]
    public void Wildcard_pattern_matches_whole_text_in_any_case(string pattern, string text, bool expected) => Assert.Equal(expected, Wildcard.IsMatch(pattern, text));

    [Fact]
    public void Wildcard_hostile_pattern_takes_no_exponential_time() =>
        Assert.False(Wildcard.IsMatch(string.Concat(Enumerable.Repeat("a*", 200)) + "b", new string('a', 2000)));
}

using System.Net;
using AttachmentPacs.Core.Modalities;

namespace AttachmentPacs.Core.Tests.Modalities;

public class AddressRangeTests
{
    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3", "10.1.2.4")]
    [InlineData("10.1.0.0/16", "10.1.255.255", "10.2.0.0")]
    [InlineData("10.1.0.0/16", "::ffff:10.1.0.7", "::10.1.0.7")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3", "10.1.2.4")]
    [InlineData("2001:db8::/32", "2001:db8:5::1", "2001:db9::1")]
    [InlineData("fe80::1", "fe80::1%3", "fe80::2%3")]
    [InlineData("0.0.0.0/0", "203.0.113.9", "2001:db8::1")]
    public void Range_holds_its_addresses_and_no_others(string text, string inside, string outside)
    {
        AddressRange range = AddressRange.Parse(text);

        Assert.True(range.Contains(IPAddress.Parse(inside)));
        Assert.False(range.Contains(IPAddress.Parse(outside)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ct1")]
    [InlineData("10.1")]
    [InlineData("010.1.2.3")]
    [InlineData("10.1.2.3/16")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    public void What_could_mean_something_else_is_no_range(string text)
    {
        Assert.False(AddressRange.TryParse(text, out _));
        Assert.Throws<FormatException>(() => AddressRange.Parse(text));
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("10.1.0.0/16")]
    [InlineData("2001:db8::/32")]
    public void Range_is_written_as_it_is_read(string text) => Assert.Equal(text, AddressRange.Parse(text).ToString());
}

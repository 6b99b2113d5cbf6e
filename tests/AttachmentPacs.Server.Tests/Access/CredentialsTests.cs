using System.Text;
using AttachmentPacs.Server.Access;
using Microsoft.Extensions.Primitives;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>What an Authorization header says (RFC 7617, RFC 6750).</summary>
public class CredentialsTests
{
    [Theory]
    [InlineData("alice", "secret")]
    [InlineData("alice", "with:colons:in")]
    [InlineData("", "")]
    [InlineData("Jürgen", "Größe Ω")]
    public void Basic_gives_name_and_password(string name, string password)
    {
        string token = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));

        foreach (string header in (string[])[$"Basic {token}", $"basic {token}", $"BASIC  {token} "])
        {
            Assert.Equal(new Credentials.Password(name, password), Credentials.Read(header));
        }
    }

    // RFC 7617 2: the example.
    [Fact]
    public void Basic_of_the_RFC_is_read() =>
        Assert.Equal(new Credentials.Password("Aladdin", "open sesame"), Credentials.Read("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));

    [Fact]
    public void Basic_in_Latin_1_is_read_as_such() => Assert.Equal(
        new Credentials.Password("jürgen", "größe"), Credentials.Read("Basic " + Convert.ToBase64String(Encoding.Latin1.GetBytes("jürgen:größe"))));

    [Fact]
    public void Bearer_gives_the_key() => Assert.Equal(new Credentials.Key("apacs_x-y_z"), Credentials.Read("Bearer apacs_x-y_z"));

    [Fact]
    public void No_header_is_no_credentials() => Assert.Null(Credentials.Read(StringValues.Empty));

    [Theory]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Basic YWxpY2U=")]
    [InlineData("Basic YWxpY2U6c2VjcmV0AA==")]
    [InlineData("Digest username=\"alice\"")]
    [InlineData("QWxhZGRpbjpvcGVuIHNlc2FtZQ==")]
    public void Header_of_another_form_is_unreadable(string header) => Assert.IsType<Credentials.Unreadable>(Credentials.Read(header));

    [Fact]
    public void Two_headers_are_unreadable() =>
        Assert.IsType<Credentials.Unreadable>(Credentials.Read(new StringValues(["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Bearer apacs_x"])));
}

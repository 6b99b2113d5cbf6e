using AttachmentPacs.Server.Access;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>Scopes are prefixes by segment.</summary>
public class ScopeTests
{
    [Theory]
    [InlineData("/studies", "/studies", true)]
    [InlineData("/studies/", "/studies/1/series", true)]
    [InlineData("/studies", "/studies-of-others", false)]
    [InlineData("/studies", "/", false)]
    [InlineData("/studies", "/instances", false)]
    [InlineData("/studies", "/STUDIES", false)]
    [InlineData("/", "/anything/at/all", true)]
    [InlineData("/instances/*/attachments/1100", "/instances/1/attachments/1100", true)]
    [InlineData("/instances/*/attachments/1100", "/instances/1/attachments/1100/data", true)]
    [InlineData("/instances/*/attachments/1100", "/instances/1/attachments/11001", false)]
    [InlineData("/instances/*/attachments/1100", "/instances/1/2/attachments/1100", false)]
    [InlineData("/instances/*/attachments/1100", "/instances/attachments/1100", false)]
    [InlineData("/instances/*/attachments/1100", "/instances/1/attachments", false)]
    [InlineData("/instances/*/attachments/1100", "/instances/1/attachments/dicom%2F..%2F1100", false)]
    [InlineData("/instances/*/attachments/1100", "/instances/1%2Fattachments%2F1100", false)]
    [InlineData("/studies", "/studies%2Fx", false)]
    public void Scope_covers_whole_segments(string scope, string path, bool expected) => Assert.Equal(expected, Scope.Parse(scope).Covers(path));
}

using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>What gives secrets away is told at the start.</summary>
public class AccessSetupTests
{
    private readonly RecordingLog<AccessSetupTests> _log = new();

    [Theory]
    [InlineData("127.0.0.1", "", new int[0])]
    [InlineData("::1", "", new int[0])]
    [InlineData("0.0.0.0", "", new[] { 2023 })]
    [InlineData("192.0.2.1", "", new[] { 2023 })]
    [InlineData("0.0.0.0", "cert.pem", new int[0])]
    public void Address_that_others_reach_without_TLS_is_warned_of(string address, string certificate, int[] expected)
    {
        AccessSetup.Warn(_log, new HttpOptions { Address = address, Certificate = certificate, Users = { ["alice"] = new UserOptions { PasswordHash = "x" } } });

        Assert.Equal(expected, _log.Lines.Select(line => line.Number));
    }

    [Fact]
    public void Password_in_clear_is_warned_of_with_the_command_that_hashes_it_and_not_shown()
    {
        AccessSetup.Warn(_log, new HttpOptions { Users = { ["alice"] = new UserOptions { Password = "hunter2" } } });

        string text = Assert.Single(_log.Lines, line => line.Number == 2022).Text;
        Assert.Contains("alice", text, StringComparison.Ordinal);
        Assert.Contains("apacs hash-password", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
    }
}

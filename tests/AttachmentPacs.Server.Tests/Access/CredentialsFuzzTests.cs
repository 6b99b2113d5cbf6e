using System.Net;
using System.Text;
using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.Access;

/// <summary>Seeded random credentials let nobody in, and are no fault of the server's.</summary>
public class CredentialsFuzzTests(GuardedServer shared) : IClassFixture<GuardedServer>
{
    private const int Rounds = 300;

    private static readonly HttpStatusCode[] Refusals = [HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests, HttpStatusCode.BadRequest];

    [Fact]
    public async Task Credentials_of_any_form_let_nobody_in()
    {
        string[] parts = ["Basic ", "Bearer ", "basic\t", "Digest ", "=", ":", ",", "apacs_", "sha256:", "\"", " ", "admin", "AAAA", Base64("admin:"), Base64("admin:b"), Base64(":a"), Base64("admin"), Base64("\0:\0"), "%00", "/+-_"];
        var random = new Random(1);
        for (int round = 0; round < Rounds; round++)
        {
            string value = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => parts[random.Next(parts.Length)])).Trim();
            Reply reply = await shared.Server.Client.GetAsync("/instances", ("Authorization", value));
            Assert.True(Refusals.Contains(reply.Status), $"round {round}: {(int)reply.Status} to {value}");
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

using System.Text;
using AttachmentPacs.Server.Tests.Support;

namespace AttachmentPacs.Server.Tests.Hardening;

/// <summary>
/// Seeded random requests: whatever comes, the answer is no 5xx and comes. The reader has its own (MutationTests, CharacterSetFuzzTests).
/// </summary>
public class FuzzTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private const int Rounds = 400;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] Numbers = ["0", "1", "-1", "-0", "00", "+5", " 7 ", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e9", "0x10", "4294967296", "٣", ""];

    private static readonly string[] Tags =
        ["0010-0010", "0010,0010", "00100010", "PatientName", "7fe0-0010", "fffe-e000", "0002-0010", "ffff-ffff", "0000-0000", "zzzz-zzzz", "0010", "0010-001", "0010-00100", "SOPInstanceUID", "0040-a730", "-", ",,", "%00", ".."];

    [Fact]
    public async Task Range_of_any_form_is_answered()
    {
        Stored stored = await shared.Server.StoreAsync(shared.Server.NewInstance());
        await FuzzAsync(1, random => shared.Server.Client.GetAsync(
            stored.Attachment("dicom") + Pick(random, "/data", "/compressed-data"),
            ("Range", Pick(random, "bytes=", "bytes", "items=", "BYTES=", "") + Any(random, [.. Numbers, "-", ",", "-", "*", "/"])),
            ("If-Range", Any(random, ["\"", "0", "-", "d41d8cd98f00b204e9800998ecf8427e", "W/"]))));
    }

    [Fact]
    public async Task Revision_of_any_form_is_answered()
    {
        Stored stored = await shared.Server.StoreAsync(shared.Server.NewInstance());
        string[] parts = ["\"", "\"", "0", "1", "-", "*", "W/", ",", "d41d8cd98f00b204e9800998ecf8427e", "99999999999999999999", "zz", " "];
        await FuzzAsync(2, random =>
        {
            string path = $"{stored.Path}/{Pick(random, "attachments", "metadata")}/{1024 + random.Next(3)}";
            string header = Any(random, parts);
            return random.Next(3) switch
            {
                0 => shared.Server.Client.PutAsync(path, "x"u8.ToArray(), ("If-Match", header)),
                1 => shared.Server.Client.DeleteAsync(path, ("If-Match", header)),
                _ => shared.Server.Client.GetAsync(path.Replace("attachments/1024", "attachments/dicom/data", StringComparison.Ordinal), ("If-None-Match", header)),
            };
        });
    }

    [Fact]
    public async Task Tags_of_any_form_are_answered()
    {
        Stored stored = await shared.Server.StoreAsync(shared.Server.NewInstance().Sequence(0x0040_A730, item => item.Add(0x0040_A160, "UT", "text")));
        await FuzzAsync(3, random => shared.Server.Client.GetAsync(random.Next(3) switch
        {
            0 => $"{stored.Path}/content/{Any(random, [.. Tags, .. Numbers, "/", "/", "/"])}",
            1 => $"{stored.Path}/tags?ignore-length={Any(random, [.. Tags, ",", ";"])}",
            _ => $"{Pick(random, [.. stored.Levels, "/studies", "/instances"])}?requested-tags={Any(random, [.. Tags, ";", ";"])}&expand",
        }));
    }

    [Fact]
    public async Task Query_of_any_form_is_answered_on_every_route()
    {
        Stored stored = await shared.Server.StoreAsync(shared.Server.NewInstance());
        string[] routes = [.. shared.Server.Routes.Where(route => route.Method == "GET").Select(route => RouteSamples.Path(route.Pattern, stored))];
        string[] names =
            ["since", "limit", "expand", "full", "short", "simplify", "last", "to", "type", "tombstones", "response-content", "requested-tags", "level", "numeric", "whole", "filename", "ignore-length", "transcode", "x"];
        string[] values = [.. Numbers, .. Tags, "true", "false", "maybe", "Metadata;Children", "%ff", "%0d%0a", "&", "=", ";", new string('a', 1000)];
        await FuzzAsync(4, random => shared.Server.Client.GetAsync(
            $"{Pick(random, routes)}?{string.Join('&', Enumerable.Range(0, random.Next(1, 5)).Select(_ => $"{Pick(random, names)}={Pick(random, values).Replace(' ', '+')}"))}"));
    }

    [Fact]
    public async Task Body_of_any_form_is_answered_by_the_tools()
    {
        Stored stored = await shared.Server.StoreAsync(shared.Server.NewInstance());
        string[] tools = [.. shared.Server.Routes.Where(route => route.Method == "POST" && route.Pattern.StartsWith("/tools/", StringComparison.Ordinal)).Select(route => route.Pattern)];
        string[] parts =
            ["{", "}", "[", "]", ":", ",", "\"Resources\"", "\"Level\"", "\"Query\"", "\"ID\"", "\"Study\"", $"\"{PublicOther}\"", "null", "true", "1e999", "-", "\"\\u0000\"", "\"\\ud800\"", "\"*?*?*?*\"", " ", "\u00e9", "//"];
        Assert.NotEmpty(tools);
        await FuzzAsync(5, random => shared.Server.Client.PostAsync(Pick(random, tools), Json(random, parts)));
        (await shared.Server.Client.GetAsync(stored.Path)).IsOk();
    }

    // An id that is well formed and of nobody.
    private static string PublicOther => AttachmentPacs.TestKit.PublicId.Of("nobody");

    private async Task FuzzAsync(int seed, Func<Random, Task<Reply>> ask)
    {
        var random = new Random(seed);
        for (int round = 0; round < Rounds; round++)
        {
            Reply reply = await ask(random).WaitAsync(Patience);
            Assert.True((int)reply.Status < 500, $"seed {seed}, round {round}: {(int)reply.Status} {reply.Text}");
        }

        (await shared.Server.Client.GetAsync("/system")).IsOk();
    }

    private static string Pick(Random random, params string[] of) => of[random.Next(of.Length)];

    // Headers and paths of printable ASCII only; the rest is percent-encoded.
    private static string Any(Random random, string[] parts)
    {
        string text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Pick(random, parts)));
        return string.Concat(text.Select(letter => char.IsAscii(letter) && !char.IsControl(letter) && letter != ' ' ? $"{letter}" : Uri.EscapeDataString($"{letter}")));
    }

    // Half of them well formed around a random value.
    private static byte[] Json(Random random, string[] parts)
    {
        string any = string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => Pick(random, parts)));
        return Encoding.UTF8.GetBytes(random.Next(2) == 0 ? any : $"{{\"Resources\":[{Pick(random, parts)}],\"Level\":{Pick(random, parts)},\"Query\":{{{any}}}}}");
    }
}

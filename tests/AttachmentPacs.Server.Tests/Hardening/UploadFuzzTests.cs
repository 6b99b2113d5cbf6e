using System.Net;
using System.Text;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Hardening;

/// <summary>Seeded random uploads: whatever is announced and whatever comes, the answer is no 5xx, and what is stored is whole.</summary>
public class UploadFuzzTests
{
    private const int Rounds = 300;
    private const string Boundary = "0123456789abcdef";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] Headers =
        ["Content-MD5", "Content-Digest", "Repr-Digest", "Want-Repr-Digest", "Want-Content-Digest", "Idempotency-Key", "Content-Encoding", "Content-Type", "X-HTTP-Method-Override"];

    private static readonly string[] Parts =
    [
        "sha-256", "md5", "=", ":", ";", ",", "\"", "\\", "gzip", "zstd", "br", "deflate", "identity", "multipart/form-data", "boundary", "PUT", "POST", "1B2M2Y8AsgTpgAmY7PhCfg==", "11", "-1",
        "99999999999999999999", "*", "?1", " ", "a", "=:AAAA:",
    ];

    [Fact]
    public async Task Header_of_any_form_with_an_upload_is_answered()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Stored stored = await server.StoreAsync(server.NewInstance());
        var random = new Random(1);
        for (int round = 0; round < Rounds; round++)
        {
            (string, string)[] headers = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Any(random, Headers)).Distinct()
                .Select(name => (name, string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => Any(random, Parts))).Trim()))];
            byte[] body = random.Next(2) == 0 ? stored.File : "text"u8.ToArray();
            Task<Reply> asked = random.Next(3) switch
            {
                0 => server.Client.PostAsync("/instances", body, headers),
                1 => server.Client.PutAsync(stored.Attachment("1024"), body, headers),
                _ => server.Client.PutAsync($"{stored.Path}/metadata/1024", body, headers),
            };

            Reply reply = await asked.WaitAsync(Patience);

            Assert.True((int)reply.Status < 500, $"round {round}: {(int)reply.Status} {string.Join("; ", headers)} {reply.Text}");
        }

        await AssertSoundAsync(server);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task Archive_or_form_of_any_damage_is_answered_and_what_is_stored_is_whole(int seed, bool isForm)
    {
        await using RunningServer server = await RunningServer.StartAsync("Limits:ZipEntries=20");
        byte[][] files = [.. Enumerable.Range(1, 4).Select(number => server.NewInstance().Pixels(new byte[number * 700]).ToArray())];
        byte[] sound = isForm ? Form(files) : ZipBytes.Of(files);
        (string, string)[] headers = isForm ? [("Content-Type", $"multipart/form-data; boundary={Boundary}")] : [];
        var random = new Random(seed);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] body = Damage(random, sound);
            Reply reply = await server.Client.PostAsync(random.Next(2) == 0 ? "/instances" : "/instances?report", body, headers).WaitAsync(Patience);
            Assert.True((int)reply.Status < 500, $"seed {seed}, round {round}: {(int)reply.Status} {reply.Text}");
        }

        await AssertSoundAsync(server);
        Assert.NotEmpty((await server.Client.GetAsync("/instances")).Strings);
    }

    [Fact]
    public async Task Members_and_parts_named_as_paths_write_no_file_by_that_name()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Stored known = await server.StoreAsync(server.NewInstance());
        Baseline baseline = await Baseline.OfAsync(server);
        string outside = Path.Combine(Path.GetDirectoryName(server.Storage)!, "escaped");
        string[] names = ["../escaped", "../../escaped", outside, $"..\\escaped", "drafts/escaped", "lock", $"{known.Id}/../../../escaped", "a\0b", "CON", new string('x', 5000)];
        (string, byte[])[] members = [.. names.SelectMany(name => new[] { (name, known.File), (name, "no DICOM"u8.ToArray()) })];
        byte[] form = Form([.. members.Select(each => each.Item2)], index => members[index].Item1.Replace("\0", "", StringComparison.Ordinal));

        Reply zip = (await server.Client.PostAsync("/instances", ZipBytes.Of(members))).IsOk();
        (await server.Client.PostAsync("/instances", form, ("Content-Type", $"multipart/form-data; boundary={Boundary}"))).Is(HttpStatusCode.OK);

        Assert.Equal(Enumerable.Repeat("AlreadyStored", names.Length), zip.Json.Each("Status"));
        Assert.False(Path.Exists(outside));
        await baseline.AssertUnharmedAsync();
    }

    private static async Task AssertSoundAsync(RunningServer server)
    {
        await Eventually.HoldsAsync("no draft is left", () => server.Drafts().Length == 0);
        foreach (string id in (await server.Client.GetAsync("/instances")).IsOk().Strings)
        {
            (await server.Client.PostAsync($"/instances/{id}/attachments/dicom/verify-md5")).IsOk();
            (await server.Client.GetAsync($"/instances/{id}/tags")).IsOk();
        }
    }

    // Bytes turned, a piece taken out, put in twice, or the end cut off.
    private static byte[] Damage(Random random, byte[] sound)
    {
        byte[] bytes = [.. sound];
        for (int i = random.Next(4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        int from = random.Next(bytes.Length);
        int to = random.Next(from, bytes.Length);
        return random.Next(5) switch
        {
            0 => [.. bytes[..from], .. bytes[to..]],
            1 => [.. bytes[..to], .. bytes[from..]],
            2 => bytes[..to],
            _ => bytes,
        };
    }

    private static byte[] Form(byte[][] files, Func<int, string>? name = null)
    {
        using var form = new MemoryStream();
        for (int i = 0; i < files.Length; i++)
        {
            form.Write(Encoding.UTF8.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; name=\"f\"; filename=\"{name?.Invoke(i) ?? $"{i}"}\"\r\n\r\n"));
            form.Write(files[i]);
            form.Write("\r\n"u8);
        }

        form.Write(Encoding.UTF8.GetBytes($"--{Boundary}--\r\n"));
        return form.ToArray();
    }

    private static string Any(Random random, string[] of) => of[random.Next(of.Length)];
}

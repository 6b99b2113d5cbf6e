using System.Net;
using System.Security.Cryptography;
using System.Text;
using AttachmentPacs.Server.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Server.Tests.Rest.Uploads;

/// <summary>Checksums that clients send (RFC 1864, RFC 9530): what does not match is not stored; and those that they ask for.</summary>
public class ChecksumTests(DefaultServer shared) : IClassFixture<DefaultServer>
{
    private readonly RunningServer _server = shared.Server;

    public static TheoryData<string, string> Announcements
    {
        get
        {
            TheoryData<string, string> all = new() { { "Content-MD5", "md5" } };
            foreach (string header in (string[])["Content-Digest", "Repr-Digest"])
            {
                foreach (string algorithm in (string[])["md5", "sha", "sha-256", "sha-512"]) all.Add(header, algorithm);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Announcements))]
    public async Task Right_checksum_lets_instance_attachment_and_metadata_in(string header, string algorithm)
    {
        byte[] file = _server.NewInstance().Pixels(new byte[70_000]).ToArray();

        string path = (await _server.Client.PostAsync("/instances", file, Announce(header, algorithm, file))).IsOk().Field("Path");
        (await _server.Client.PutAsync($"{path}/attachments/1024", file, Announce(header, algorithm, file))).IsOk();
        (await _server.Client.PutAsync($"{path}/metadata/1024", file[..0], Announce(header, algorithm, []))).IsOk();

        Assert.Equal(file, (await _server.Client.GetAsync($"{path}/attachments/1024/data")).IsOk().Body);
    }

    [Theory]
    [MemberData(nameof(Announcements))]
    public async Task Wrong_checksum_is_400_names_both_and_nothing_is_stored(string header, string algorithm)
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        int blobs = _server.Blobs().Length;
        byte[] file = _server.NewInstance().Pixels(new byte[70_000]).ToArray();
        byte[] changed = [.. file];
        changed[^1] ^= 1;

        foreach (Reply reply in (Reply[])
        [
            await _server.Client.PostAsync("/instances", changed, Announce(header, algorithm, file)),
            await _server.Client.PutAsync(stored.Attachment("1024"), changed, Announce(header, algorithm, file)),
            await _server.Client.PutAsync($"{stored.Path}/metadata/1024", "x"u8.ToArray(), Announce(header, algorithm, file)),
        ])
        {
            reply.IsError(HttpStatusCode.BadRequest, 8);
            Assert.StartsWith($"{header} announced {algorithm} {Convert.ToBase64String(Hash(algorithm, file))}, but the ", reply.Field("Details"), StringComparison.Ordinal);
        }

        Assert.Contains(
            Convert.ToBase64String(Hash(algorithm, changed)),
            (await _server.Client.PutAsync(stored.Attachment("1024"), changed, Announce(header, algorithm, file))).Field("Details"), StringComparison.Ordinal);
        Assert.Empty(_server.Drafts());
        Assert.Equal(blobs, _server.Blobs().Length);
        (await _server.Client.GetAsync($"{stored.Path}/metadata/1024")).Is(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("zstd")]
    public async Task Checksum_is_of_the_bytes_as_sent_with_their_coding(string coding)
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        byte[] content = Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Range(0, 20_000)));
        byte[] packed = Packing.Pack(coding, content);

        (await _server.Client.PutAsync(stored.Attachment("1024"), packed, ("Content-Encoding", coding), Announce("Content-Digest", "sha-256", packed))).IsOk();
        (await _server.Client.PutAsync(stored.Attachment("1025"), packed, ("Content-Encoding", coding), Announce("Repr-Digest", "sha-256", content)))
            .IsError(HttpStatusCode.BadRequest, 8);

        Assert.Equal(content, (await _server.Client.GetAsync($"{stored.Attachment("1024")}/data")).IsOk().Body);
        (await _server.Client.GetAsync($"{stored.Attachment("1025")}/data")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Every_announced_checksum_must_be_right_and_unknown_ones_are_passed_over()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        byte[] body = "body"u8.ToArray();
        string right = Announce("", "sha-256", body).Value;
        string wrong = Announce("", "sha-512", [0]).Value;

        async Task<Reply> PutAsync(string value) => await _server.Client.PutAsync(stored.Attachment("1024"), body, ("Content-Digest", value));

        (await PutAsync($"unixsum=30637, {right};p=\"a,b\" , crc32c=:AAAAAA==:, list=(\"x,y\" 2), flag")).IsOk();
        (await PutAsync("adler=:AAAAAA==:")).IsOk();
        (await PutAsync($"sha-256=:{new string('A', 43)}=:, {right}")).IsOk();
        (await PutAsync($"{right}, {wrong}")).IsError(HttpStatusCode.BadRequest, 8);
        (await _server.Client.PutAsync(stored.Attachment("1024"), body, ("Content-Digest", right), ("Repr-Digest", wrong))).IsError(HttpStatusCode.BadRequest, 8);
    }

    [Theory]
    [InlineData("Content-MD5", "not base64")]
    [InlineData("Content-MD5", "AAAA")]
    [InlineData("Content-MD5", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("Content-Digest", "sha-256=AAAA")]
    [InlineData("Content-Digest", "sha-256=:AAAA:")]
    [InlineData("Content-Digest", "sha-256=:")]
    [InlineData("Content-Digest", "sha-256")]
    [InlineData("Content-Digest", "sha-256=\":AAAA:")]
    [InlineData("Content-Digest", "SHA-256=:AAAA:")]
    [InlineData("Content-Digest", "x=1,")]
    [InlineData("Content-Digest", ",")]
    [InlineData("Content-Digest", "=1")]
    [InlineData("Repr-Digest", "md5=:1B2M2Y8AsgTpgAmY7PhCf!==:")]
    [InlineData("Repr-Digest", "md5=:1B2M2Y8AsgTp gAmY7PhCfg==:")]
    public async Task Checksum_that_cannot_be_read_is_400_and_names_its_header(string header, string value)
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());

        Reply reply = await _server.Client.PutAsync(stored.Attachment("1024"), [], (header, value));

        Assert.Contains(header, reply.IsError(HttpStatusCode.BadRequest, 8).Field("Details"), StringComparison.Ordinal);
        (await _server.Client.GetAsync($"{stored.Attachment("1024")}/data")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Archive_with_a_checksum_is_kept_aside_until_it_is_known_to_be_right()
    {
        int blobs = _server.Blobs().Length;
        byte[] archive = [.. "PK\u0003\u0004"u8, .. new byte[300_000]];
        using RawConnection connection = await RawConnection.OpenAsync(_server.Client.Uri);
        await connection.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /instances HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {archive.Length}\r\nContent-MD5: {Convert.ToBase64String(new byte[16])}\r\n\r\n"));
        await connection.SendAsync(archive[..200_000]);
        await Eventually.HoldsAsync("the archive is on its way into a draft", () => _server.Drafts().Length == 1);

        await connection.SendAsync(archive[200_000..]);

        Assert.Matches("^HTTP/1.1 400 (.|\n|\r)*Content-MD5 announced md5", await connection.ReadToEndAsync());
        Assert.Empty(_server.Drafts());
        Assert.Equal(blobs, _server.Blobs().Length);
    }

    [Theory]
    [InlineData("sha-256=1", "sha-256")]
    [InlineData("md5=10, sha-256=1", "md5")]
    [InlineData("sha-512=10, md5=1, sha-256=3", "sha-256")]
    [InlineData("sha-256=0, md5=1", "md5")]
    public async Task Digest_that_is_asked_for_is_told_from_what_is_recorded(string wanted, string told)
    {
        byte[] file = _server.NewInstance().Pixels(new byte[50_000]).ToArray();
        Stored stored = await _server.Client.StoreAsync(file);
        string path = $"{stored.Attachment("dicom")}/data";
        string expected = Announce("", told, file).Value;

        Reply whole = (await _server.Client.GetAsync(path, ("Want-Repr-Digest", wanted), ("Want-Content-Digest", wanted))).IsOk();
        Reply part = (await _server.Client.GetAsync(path, ("Want-Repr-Digest", wanted), ("Want-Content-Digest", wanted), ("Range", "bytes=0-9"))).Is(HttpStatusCode.PartialContent);
        Reply head = (await _server.Client.SendAsync(HttpMethod.Head, path, null, ("Want-Repr-Digest", wanted), ("Want-Content-Digest", wanted))).IsOk();

        Assert.Equal((expected, expected), (whole["Repr-Digest"], whole["Content-Digest"]));
        Assert.Equal((expected, null), (part["Repr-Digest"], part["Content-Digest"]));
        Assert.Equal((expected, null), (head["Repr-Digest"], head["Content-Digest"]));
        Assert.Null((await _server.Client.GetAsync(path)).IsOk()["Repr-Digest"]);
        Assert.Equal(expected, (await _server.Client.GetAsync($"{stored.Path}/file", ("Want-Repr-Digest", wanted))).IsOk()["Repr-Digest"]);
    }

    [Fact]
    public async Task Digest_of_stored_bytes_is_the_one_that_is_known_of_them()
    {
        Stored stored = await _server.StoreAsync(_server.NewInstance());
        string path = stored.Attachment("1024");
        await _server.Client.PutAsync(path, new byte[10_000]);
        await _server.Client.PostAsync($"{path}/compress");

        Reply packed = (await _server.Client.GetAsync($"{path}/compressed-data", ("Want-Repr-Digest", "sha-256=5, md5=1"))).IsOk();

        Assert.Equal(Announce("", "md5", packed.Body).Value, packed["Repr-Digest"]);
        Assert.Null((await _server.Client.GetAsync($"{path}/compressed-data", ("Want-Repr-Digest", "sha-256=5"))).IsOk()["Repr-Digest"]);
        Assert.Null((await _server.Client.GetAsync($"{path}/data", ("Want-Repr-Digest", "sha-256"))).IsOk()["Repr-Digest"]);
    }

    private static (string Name, string Value) Announce(string header, string algorithm, byte[] body)
    {
        string hash = Convert.ToBase64String(Hash(algorithm, body));
        return (header, header == "Content-MD5" ? hash : $"{algorithm}=:{hash}:");
    }

#pragma warning disable CA5350, CA5351 // Checksums that clients send; they protect against accidents.
    private static byte[] Hash(string algorithm, byte[] body) => algorithm switch
    {
        "md5" => MD5.HashData(body),
        "sha" => SHA1.HashData(body),
        "sha-256" => SHA256.HashData(body),
        _ => SHA512.HashData(body),
    };
#pragma warning restore CA5350, CA5351
}

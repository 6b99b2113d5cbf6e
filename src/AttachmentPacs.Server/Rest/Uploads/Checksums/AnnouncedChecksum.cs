using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest.Uploads.Checksums;

/// <summary>What a client says the bytes of its body hash to, as they are sent, with their content codings.</summary>
/// <param name="Header">Where it says so.</param>
/// <param name="Algorithm">How it was computed.</param>
/// <param name="Hash">The hash.</param>
internal sealed record AnnouncedChecksum(string Header, ChecksumAlgorithm Algorithm, byte[] Hash)
{
    private const string ContentMd5 = "Content-MD5";

    // A request brings its representation whole: both are of the same bytes (RFC 9530 2, 3; RFC 9110 8.4).
    private static readonly string[] Dictionaries = ["Content-Digest", "Repr-Digest"];

    /// <summary>All that a request announces in algorithms that are known here; others are passed over (RFC 9530 2).</summary>
    /// <exception cref="RestException">A header cannot be read: 400.</exception>
    public static IReadOnlyList<AnnouncedChecksum> Read(IHeaderDictionary headers)
    {
        List<AnnouncedChecksum> announced = [];
        if (headers.ContentMD5.Count > 0)
        {
            // RFC 1864 2
            byte[]? md5 = DigestField.FromBase64(headers.ContentMD5.ToString().Trim(), ChecksumAlgorithm.Md5.Size);
            announced.Add(new(ContentMd5, ChecksumAlgorithm.Md5, md5 ?? throw DigestField.Bad(ContentMd5, "it must be the 16 bytes of the MD5 in base64")));
        }

        foreach (string header in Dictionaries)
        {
            foreach ((string name, string value) in DigestField.Read(header, headers[header].ToString()))
            {
                if (ChecksumAlgorithm.Find(name) is { } algorithm) announced.Add(new(header, algorithm, DigestField.Bytes(header, name, value, algorithm.Size)));
            }
        }

        return announced;
    }

    /// <exception cref="RestException">The bytes that came hash to something else: 400.</exception>
    public void Compare(ReadOnlySpan<byte> found, long count)
    {
        if (found.SequenceEqual(Hash)) return;
        throw new RestException(
            OrthancError.BadRequest,
            $"{Header} announced {Algorithm.Name} {Convert.ToBase64String(Hash)}, but the {count} bytes that arrived have {Convert.ToBase64String(found)}: they were changed on the way, or hashed in another form than they were sent in. Nothing was stored; send them again");
    }
}

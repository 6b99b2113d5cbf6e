using System.Globalization;
using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Index;

namespace AttachmentPacs.Server.Rest.Uploads.Checksums;

/// <summary>
/// The digests that a client asks for with <c>Want-Repr-Digest</c> and <c>Want-Content-Digest</c> (RFC 9530 4), told from what the index records:
/// the one it likes best of those that are known. A wish that cannot be read, or met, is passed over.
/// </summary>
internal static class WantedDigest
{
    /// <summary>Sets <c>Repr-Digest</c>, which is of the whole whatever is sent of it, and <c>Content-Digest</c> where the whole is sent.</summary>
    public static void Answer(HttpContext http, BlobRow blob, AttachmentReader.Form form, bool isWhole)
    {
        (ChecksumAlgorithm Algorithm, byte[]? Hash)[] known = form == AttachmentReader.Form.Content || !AttachmentsApi.IsCompressed(blob)
            ? [(ChecksumAlgorithm.Sha256, blob.Sha256), (ChecksumAlgorithm.Md5, blob.UncompressedMd5)]
            : [(ChecksumAlgorithm.Md5, blob.CompressedMd5)];
        if (Best(http, "Want-Repr-Digest", known) is { } ofAll) http.Response.Headers["Repr-Digest"] = ofAll;
        if (isWhole && Best(http, "Want-Content-Digest", known) is { } ofSent) http.Response.Headers["Content-Digest"] = ofSent;
    }

    private static string? Best(HttpContext http, string header, (ChecksumAlgorithm Algorithm, byte[]? Hash)[] known)
    {
        string wish = http.Request.Headers[header].ToString();
        if (wish.Length == 0 || !DigestField.TryRead(wish, out Dictionary<string, string> wanted, out _)) return null;
        (ChecksumAlgorithm Algorithm, byte[]? Hash) best = known
            .Where(each => each.Hash is { Length: > 0 } && Preference(wanted, each.Algorithm) > 0)
            .OrderByDescending(each => Preference(wanted, each.Algorithm))
            .FirstOrDefault();
        return best.Hash is null ? null : $"{best.Algorithm.Name}=:{Convert.ToBase64String(best.Hash)}:";
    }

    // RFC 9530 4: 1 to 10, the higher the better; 0: not this one.
    private static int Preference(Dictionary<string, string> wanted, ChecksumAlgorithm algorithm) =>
        wanted.TryGetValue(algorithm.Name, out string? text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int preference)
            ? preference
            : 0;
}

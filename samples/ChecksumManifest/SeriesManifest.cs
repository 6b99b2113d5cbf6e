using System.Security.Cryptography;
using System.Text;
using AttachmentPacs.Plugins;

namespace ChecksumManifest;

/// <summary>The text of a manifest: a line <c>checksum  SOP Instance UID</c> for each instance, in ordinal order, as <c>sha256sum</c> writes it.</summary>
internal static class SeriesManifest
{
    private const int DicomFile = 1;
    private const string SopInstanceUid = "0008,0018";

    /// <summary>Asks the archive for checksums; reads a file only where it knows none.</summary>
    public static async Task<byte[]> MakeAsync(IPluginArchive archive, string series, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        foreach (string id in await archive.ChildrenAsync(series, cancellationToken).ConfigureAwait(false))
        {
            ArchiveResource? instance = await archive.FindAsync(id, cancellationToken).ConfigureAwait(false);
            if (instance is null || await ChecksumAsync(archive, id, cancellationToken).ConfigureAwait(false) is not { } checksum) continue;
            lines.Add($"{checksum}  {instance.MainTags.GetValueOrDefault(SopInstanceUid, id)}\n");
        }

        lines.Sort(StringComparer.Ordinal);
        return Encoding.UTF8.GetBytes(string.Concat(lines));
    }

    /// <summary>SHA-256 in lower-case hexadecimal digits.</summary>
    public static string Checksum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static async Task<string?> ChecksumAsync(IPluginArchive archive, string id, CancellationToken cancellationToken)
    {
        ArchiveAttachment? file = (await archive.AttachmentsAsync(id, cancellationToken).ConfigureAwait(false)).FirstOrDefault(each => each.Type == DicomFile);
        if (file is null) return null;
        if (file.Sha256 is { } known) return known;
        using var hash = SHA256.Create();
        await using var sink = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write);
        if (await archive.ReadAsync(id, DicomFile, sink, cancellationToken).ConfigureAwait(false) is null) return null;
        await sink.FlushFinalBlockAsync(cancellationToken).ConfigureAwait(false);
        return Convert.ToHexStringLower(hash.Hash!);
    }
}

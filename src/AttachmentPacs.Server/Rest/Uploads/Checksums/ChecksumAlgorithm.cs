using System.Security.Cryptography;

namespace AttachmentPacs.Server.Rest.Uploads.Checksums;

/// <summary>A hash by its name in the registry of digest algorithms (RFC 9530 7.2).</summary>
/// <param name="Name">As in <c>Content-Digest</c>.</param>
/// <param name="Hash">The framework's.</param>
/// <param name="Size">Bytes.</param>
internal sealed record ChecksumAlgorithm(string Name, HashAlgorithmName Hash, int Size)
{
    public static readonly ChecksumAlgorithm Md5 = new("md5", HashAlgorithmName.MD5, MD5.HashSizeInBytes);

    public static readonly ChecksumAlgorithm Sha256 = new("sha-256", HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);

    private static readonly ChecksumAlgorithm[] All =
        [Sha256, new("sha-512", HashAlgorithmName.SHA512, SHA512.HashSizeInBytes), Md5, new("sha", HashAlgorithmName.SHA1, SHA1.HashSizeInBytes)];

    /// <summary>The one of this name; null if it is not known here.</summary>
    public static ChecksumAlgorithm? Find(string name) => Array.Find(All, algorithm => algorithm.Name == name);
}

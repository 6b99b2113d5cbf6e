using System.Security.Cryptography;
using System.Text;

namespace AttachmentPacs.TestKit;

/// <summary>Public ids and hashes of the REST dialect, computed independently of the product (contract 1.2 and 1.3).</summary>
public static class PublicId
{
#pragma warning disable CA5350, CA5351 // the dialect's own hashes; they protect nothing
    /// <summary>SHA-1 of the identifiers joined by '|', as five groups of eight hexadecimal digits.</summary>
    public static string Of(params string[] identifiers)
    {
        string hex = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Join('|', identifiers))));
        return string.Join('-', hex.Chunk(8).Select(group => new string(group)));
    }

    /// <summary>32 hexadecimal digits.</summary>
    public static string Md5(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5350, CA5351

    /// <summary>The dialect's ETag.</summary>
    public static string Tag(int revision, byte[] content) => $"\"{revision}-{Md5(content)}\"";
}

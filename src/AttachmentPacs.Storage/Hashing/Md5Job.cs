namespace AttachmentPacs.Storage.Hashing;

/// <summary>A content that lies whole in memory that does not move, whose MD5 is wanted.</summary>
/// <param name="address">Valid until the hash is there.</param>
/// <param name="length">Bytes.</param>
internal sealed unsafe class Md5Job(byte* address, int length)
{
    public byte* Address => address;

    public int Length => length;

    public ReadOnlySpan<byte> Content => new(address, length);

    /// <summary>16 bytes; null until <see cref="Md5Batch.Run"/>.</summary>
    public byte[]? Hash { get; set; }
}

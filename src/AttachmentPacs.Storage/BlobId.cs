using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AttachmentPacs.Storage;

/// <summary>
/// The name of a blob: an RFC 9562 UUID. Version 8 names are derived from the content (design D1), version 4 names are random:
/// those of adopted files, and of newcomers whose derived name is taken or on its way out.
/// </summary>
public readonly record struct BlobId(Guid Uuid)
{
    /// <summary>Length of the binary form, in bytes, in the order of the text.</summary>
    public const int Size = 16;

    /// <summary>
    /// The version 8 name of a content stored with a codec: the first 122 free bits of SHA-256 of the content; for any codec but
    /// <see cref="Codec.None"/>, of SHA-256(SHA-256(content) followed by the codec's number as little-endian uint32).
    /// </summary>
    public static BlobId ForContent(ReadOnlySpan<byte> sha256, Codec codec)
    {
        Span<byte> source = stackalloc byte[SHA256.HashSizeInBytes + sizeof(uint)];
        Span<byte> mixed = stackalloc byte[SHA256.HashSizeInBytes];
        sha256.CopyTo(source);
        if (codec == Codec.None)
        {
            sha256.CopyTo(mixed);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(source[SHA256.HashSizeInBytes..], (uint)codec);
            SHA256.HashData(source, mixed);
        }

        // RFC 9562 5.8: version in the high four bits of octet 6, variant in the high two of octet 8.
        mixed[6] = (byte)((mixed[6] & 0x0F) | 0x80);
        mixed[8] = (byte)((mixed[8] & 0x3F) | 0x80);
        return new BlobId(new Guid(mixed[..Size], bigEndian: true));
    }

    /// <summary>A random version 4 name.</summary>
    public static BlobId Random()
    {
        Span<byte> bytes = stackalloc byte[Size];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new BlobId(new Guid(bytes, bigEndian: true));
    }

    /// <summary>Parses the 36 lower-case characters of a file name; anything else is false.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out BlobId id)
    {
        id = default;
        if (text.ContainsAnyInRange('A', 'F') || !Guid.TryParseExact(text, "D", out Guid uuid)) return false;
        id = new BlobId(uuid);
        return true;
    }

    /// <summary>The 36 lower-case characters of the file name.</summary>
    public override string ToString() => Uuid.ToString("D");
}

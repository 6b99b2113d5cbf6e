namespace AttachmentPacs.Storage;

/// <summary>How a blob's stored bytes encode its content. The numbers are stored in the index and shown by the REST API (design D4).</summary>
public enum Codec
{
    /// <summary>The content itself.</summary>
    None = 1,

    /// <summary>A little-endian uint64 with the size of the content, then a zlib stream (RFC 1950); empty content is an empty file (contract 1.16).</summary>
    ZlibWithSize = 2,

    /// <summary>An LZ4 frame, as the <c>lz4</c> tool reads and writes it.</summary>
    Lz4 = 1000,

    /// <summary>A zstd frame (RFC 8878), as the <c>zstd</c> tool reads and writes it.</summary>
    Zstd = 1001,
}

/// <summary>What the site asks for; <see cref="Auto"/> decides for each blob.</summary>
public enum Compression
{
    /// <summary>Store the content as it is.</summary>
    None,

    /// <summary><see cref="Codec.ZlibWithSize"/>.</summary>
    Zlib,

    /// <summary><see cref="Codec.Lz4"/>.</summary>
    Lz4,

    /// <summary><see cref="Codec.Zstd"/>, level 1.</summary>
    Zstd,

    /// <summary><see cref="Codec.Zstd"/> where the first mebibyte of the content shrinks by at least 5 %, else <see cref="Codec.None"/>.</summary>
    Auto,
}

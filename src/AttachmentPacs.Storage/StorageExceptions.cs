namespace AttachmentPacs.Storage;

/// <summary>No room on the medium, or less than the configured floor.</summary>
public sealed class StorageFullException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>The stored bytes are not the recorded ones.</summary>
public sealed class BlobCorruptException(BlobId id, string problem) : IOException($"Blob {id} is damaged: {problem}")
{
    /// <summary>The damaged blob.</summary>
    public BlobId Id { get; } = id;
}

/// <summary>There is no file of that name.</summary>
public sealed class BlobMissingException(BlobId id, string path) : IOException($"Blob {id} is missing: there is no file {path}")
{
    /// <summary>The missing blob.</summary>
    public BlobId Id { get; } = id;
}

/// <summary>The medium failed to give the file's bytes: a bad sector, or a disk that does not answer. Nothing is known of the bytes themselves.</summary>
public sealed class BlobUnreadableException(BlobId id, Exception inner)
    : IOException($"Blob {id} cannot be read, the medium failed: {inner.Message}", inner)
{
    /// <summary>The unreadable blob.</summary>
    public BlobId Id { get; } = id;
}

/// <summary>A codec's native library is not on this machine.</summary>
public sealed class CodecUnavailableException(Codec codec, string library, Exception? inner = null)
    : NotSupportedException($"Codec {codec} needs the library {library}, which is not on this machine. Install it (Debian: apt-get install {library}), or configure another Storage:Compression.", inner)
{
    /// <summary>The codec asked for.</summary>
    public Codec Codec { get; } = codec;
}

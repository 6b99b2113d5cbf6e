namespace AttachmentPacs.Core.Zip;

/// <summary>What a member is.</summary>
public enum ZipMemberKind
{
    /// <summary>A file that can be read.</summary>
    File,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>Encrypted: cannot be read.</summary>
    Encrypted,

    /// <summary>Compressed by another method than deflate: cannot be read.</summary>
    UnsupportedMethod,
}

/// <summary>A member of an archive, in the order of their bytes. Valid until the next one is asked for.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Name">Hostile text, for reports only: decoded, cut at 1,024 bytes, control characters replaced.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Content">
/// What a file holds, to be read forwards and asynchronously; empty for the other kinds. A read throws <see cref="InvalidDataException"/> where
/// the member's data are broken, and at its end if length or CRC-32 are not what the archive says: whatever was read must then not be used.
/// It throws <see cref="InflationException"/> past a limit.
/// </param>
public sealed record ZipMember(int Index, string Name, ZipMemberKind Kind, Stream Content);

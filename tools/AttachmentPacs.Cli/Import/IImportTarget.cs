using System.Security.Cryptography;
using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Cli.Import.Sources;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Cli.Import;

/// <summary>What an archive has under an instance's id.</summary>
internal enum Presence
{
    /// <summary>Nothing, or a damaged copy: to be sent.</summary>
    Absent,

    /// <summary>This very content.</summary>
    Same,

    /// <summary>Another content.</summary>
    Other,

    /// <summary>An instance whose content the archive keeps no hash of.</summary>
    Unknown,
}

/// <summary>
/// Where an import goes. Safe for use by many tasks at once. Each call may throw <see cref="ArchiveUnavailableException"/>, after which nothing
/// more is to be asked of it, and <see cref="UnreadableException"/> if the item cannot be read.
/// </summary>
internal interface IImportTarget : IAsyncDisposable
{
    /// <summary>For the report: a folder or an address.</summary>
    string Name { get; }

    /// <summary>How many instances on their way at once serve it best.</summary>
    int Parallel { get; }

    /// <summary>The hash by which it knows content: SHA-256 or MD5.</summary>
    HashAlgorithmName Hash { get; }

    /// <summary>What a reader of files for it puts up with.</summary>
    DicomLimits Limits { get; }

    /// <summary>Whether it has this content as attachment 1 of this instance.</summary>
    /// <param name="instance">Id of the instance.</param>
    /// <param name="hash">Of the content, by <see cref="Hash"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<Presence> HasAsync(ResourceId instance, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken);

    /// <summary>Stores the item: <see cref="ImportKind.Stored"/> when it is durable, <see cref="ImportKind.Present"/> when its instance is there
    /// already, be it with this content or another, <see cref="ImportKind.Refused"/> with the reason.</summary>
    Task<ImportResult> StoreAsync(ImportItem item, CancellationToken cancellationToken);
}

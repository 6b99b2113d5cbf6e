using System.Security.Cryptography;
using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Cli.Export;

/// <summary>An instance to be exported.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tags">Main tags of it, its series, study and patient.</param>
internal sealed record ExportInstance(ResourceId Id, IReadOnlyDictionary<uint, string> Tags);

/// <summary>What is to be exported: all below a resource, or below the studies whose tags match.</summary>
/// <param name="Level">Of the resource; studies for a search.</param>
/// <param name="Name">Its id, or its identifier (Patient ID or UID); null for a search.</param>
/// <param name="Find">Patterns by tag, all of which must match.</param>
internal sealed record Selection(ResourceLevel Level, string? Name, IReadOnlyList<(uint Tag, string Pattern)> Find)
{
    /// <summary>Whether a study is searched for; by its main tags, its patient's among them.</summary>
    public bool IsMatch(IReadOnlyDictionary<uint, string> tags) => Find.All(each => Wildcard.IsMatch(each.Pattern, tags.GetValueOrDefault(each.Tag, "").Trim()));

    public override string ToString() => $"{Level} {Name}";
}

/// <summary>The file of an instance cannot be had: it is damaged, gone, or not what was promised.</summary>
internal sealed class NotExportableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Where an export comes from. Safe for use by many tasks. Throws <see cref="ArchiveUnavailableException"/> when nothing more can be had.</summary>
internal interface IExportSource : IAsyncDisposable
{
    /// <summary>For the report.</summary>
    string Name { get; }

    /// <summary>The hash by which it knows content.</summary>
    HashAlgorithmName Hash { get; }

    /// <summary>All instances of a selection, in order of their series.</summary>
    /// <exception cref="NotExportableException">There is no such resource.</exception>
    IAsyncEnumerable<ExportInstance> FindAsync(Selection selection, CancellationToken cancellationToken);

    /// <summary>Size and hash of an instance's file; a null hash where none is kept.</summary>
    /// <exception cref="NotExportableException">It is gone.</exception>
    Task<(long Size, byte[]? Hash)> FactsAsync(ExportInstance instance, CancellationToken cancellationToken);

    /// <summary>Copies the file, verified: when it returns, each byte is what was stored.</summary>
    /// <exception cref="NotExportableException">It is damaged or gone.</exception>
    Task CopyAsync(ExportInstance instance, Stream destination, CancellationToken cancellationToken);
}

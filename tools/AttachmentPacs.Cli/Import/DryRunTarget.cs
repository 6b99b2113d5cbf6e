using System.Security.Cryptography;
using AttachmentPacs.Cli.Import.Sources;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Cli.Import;

/// <summary>Asks an archive and stores nothing: what would be stored is read and judged here.</summary>
/// <param name="archive">Who is asked; null for a store that does not exist yet.</param>
/// <param name="name">For the report.</param>
internal sealed class DryRunTarget(IImportTarget? archive, string name) : IImportTarget
{
    public string Name => name;

    public int Parallel => Environment.ProcessorCount * 2;

    public HashAlgorithmName Hash => archive?.Hash ?? HashAlgorithmName.SHA256;

    public DicomLimits Limits => archive?.Limits ?? DicomLimits.Default;

    public ValueTask<Presence> HasAsync(ResourceId instance, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) =>
        archive?.HasAsync(instance, hash, cancellationToken) ?? ValueTask.FromResult(Presence.Absent);

    public Task<ImportResult> StoreAsync(ImportItem item, CancellationToken cancellationToken)
    {
        using Stream file = item.Open();
        try
        {
            ContentProbe.Read(file, Limits, Hash, cancellationToken);
            return Task.FromResult(ImportResult.Stored);
        }
        catch (DicomFormatException e)
        {
            return Task.FromResult(Refusal.Of(e));
        }
    }

    public ValueTask DisposeAsync() => archive?.DisposeAsync() ?? ValueTask.CompletedTask;
}

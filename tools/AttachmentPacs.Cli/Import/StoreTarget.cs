using System.Security.Cryptography;
using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Cli.Import.Sources;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Cli.Import;

/// <summary>The store of a stopped server, written through the same pipeline as the server's.</summary>
internal sealed class StoreTarget(LocalArchive local) : IImportTarget
{
    // More than a disk flushes together gains nothing; measured (docs/benchmarks.md).
    private const int InFlight = 256;

    // What all heads on their way may hold together is used up: the others give it back when they are done.
    private static readonly TimeSpan BudgetPause = TimeSpan.FromMilliseconds(50);

    // A file whose own head wants more than all may have is never taken.
    private const int BudgetTries = 400;

    public string Name => Path.GetFullPath(local.Options.Storage.Directory);

    public int Parallel => InFlight;

    public HashAlgorithmName Hash => HashAlgorithmName.SHA256;

    public DicomLimits Limits => local.Options.Limits.ToDicomLimits();

    public async ValueTask<Presence> HasAsync(ResourceId instance, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken)
    {
        IIndexReader index = local.Archive.Index;
        try
        {
            if (await index.FindAsync(instance, cancellationToken).ConfigureAwait(false) is not { Level: ResourceLevel.Instance } row) return Presence.Absent;
            if (await index.AttachmentAsync(row.Key, AttachmentType.Dicom, cancellationToken).ConfigureAwait(false) is not { Damaged: false } file) return Presence.Absent;
            if (file.Blob.Sha256.Length == 0) return Presence.Unknown;
            if (!file.Blob.Sha256.AsSpan().SequenceEqual(hash.Span)) return Presence.Other;

            // What the disk has lost is to be sent again.
            return local.Archive.Store.Exists(new BlobId(file.Blob.Uuid)) ? Presence.Same : Presence.Absent;
        }
        catch (IOException e)
        {
            throw new ArchiveUnavailableException(e.Message, e);
        }
    }

    public async Task<ImportResult> StoreAsync(ImportItem item, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            await using Stream body = item.Open();
            try
            {
                IngestResult result = await local.Archive.Ingest.StoreAsync(body, IngestOrigin.Import, cancellationToken).ConfigureAwait(false);
                return result.Status switch
                {
                    IngestStatus.Success => ImportResult.Stored,
                    IngestStatus.FilteredOut => ImportResult.Filtered(result.Reason),
                    _ => ImportResult.Present(result.Identity.Instance),
                };
            }
            catch (DicomFormatException e)
            {
                return Refusal.Of(e);
            }
            catch (InvalidDataException e)
            {
                return new ImportResult(ImportKind.Refused, ImportReason.NotTaken, e.Message);
            }
            catch (SenderException e)
            {
                throw UnreadableException.In(e) ?? new UnreadableException(e.Message, e);
            }
            catch (IngestBudgetException) when (item.CanReopen && attempt < BudgetTries)
            {
                await Task.Delay(BudgetPause, cancellationToken).ConfigureAwait(false);
            }
            catch (IngestBudgetException e)
            {
                return new ImportResult(ImportKind.Refused, ImportReason.NotTaken, e.Message);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ArchiveUnavailableException(e.Message, e);
            }
        }
    }

    public ValueTask DisposeAsync() => local.DisposeAsync();
}

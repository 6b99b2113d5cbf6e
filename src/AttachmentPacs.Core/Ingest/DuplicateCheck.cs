using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Core.Telemetry;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Ingest;

/// <summary>Looks for what is there already (design, step 5). Thread-safe.</summary>
internal sealed class DuplicateCheck(IIndexReader index, AttachmentReader reader, ILogger log)
{
    /// <summary>
    /// With the policy <see cref="DuplicatePolicy.Replace"/> nothing; else an answer for the sender, if a sound copy of the instance is there.
    /// A copy that cannot be read gives way to any newcomer, whatever the policy: it could never be served.
    /// </summary>
    public async ValueTask<Duplicate> LookAsync(InstanceIdentity identity, BlobInfo blob, DuplicatePolicy policy, CancellationToken cancellationToken)
    {
        if (policy == DuplicatePolicy.Replace) return default;
        using IngestStep step = IngestStep.Begin("lookup");
        if (await index.FindAsync(identity.Instance, cancellationToken).ConfigureAwait(false) is not { } existing) return default;
        AttachmentRow? stored = await index.AttachmentAsync(existing.Key, AttachmentType.Dicom, cancellationToken).ConfigureAwait(false);
        bool isSame = stored is not null && stored.Blob.Sha256.AsSpan().SequenceEqual(blob.Sha256);

        // "Already stored" is a promise about the copy that is there: it is read before it is given.
        if (stored is not null && await IsSoundAsync(new Attachment(existing, stored), isSame, cancellationToken).ConfigureAwait(false))
        {
            if (!isSame) log.SameIdOtherContent(identity.Instance);
            return new Duplicate(policy == DuplicatePolicy.Reject ? IngestStatus.Duplicate : IngestStatus.AlreadyStored, false, isSame);
        }

        log.StoredCopyIsBad(identity.Instance, stored?.Blob.Uuid, isSame);
        return new Duplicate(null, true, isSame);
    }

    // A medium that fails may come back: until then only the same content may take the place of what cannot be read.
    private async ValueTask<bool> IsSoundAsync(Attachment stored, bool isSame, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.IsSoundAsync(stored, cancellationToken).ConfigureAwait(false);
        }
        catch (BlobUnreadableException) when (isSame)
        {
            return false;
        }
    }
}

/// <summary>What is there already under a newcomer's id.</summary>
/// <param name="Answer">A sound copy is there: what the sender is told. Null otherwise.</param>
/// <param name="IsBad">A copy is there that cannot be read.</param>
/// <param name="IsSame">A copy is there, good or bad, of the newcomer's content.</param>
internal readonly record struct Duplicate(IngestStatus? Answer, bool IsBad, bool IsSame);

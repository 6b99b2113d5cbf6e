using AttachmentPacs.Core.Maintenance;
using AttachmentPacs.Core.Telemetry;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Core;

/// <summary>
/// From completed drafts to an index row, the same for instances and attachments: drafts become durable blobs, then one index call names
/// them; what the index does not take is given back. A name that is on its way out cannot be revived: the same bytes get another one.
/// </summary>
public sealed class Publisher(IBlobStore store, BlobCollector collector, PublicationCount running)
{
    private const int MaxAttempts = 20;

    /// <summary>Publishes drafts and lets <paramref name="write"/> name them in the index, in the drafts' order.</summary>
    /// <param name="drafts">Completed, with their blobs.</param>
    /// <param name="write">One index call; its answer tells which blobs are unavailable, and whether the blobs were taken.</param>
    /// <param name="cancellationToken">Heeded until the blobs are published: then the sender's patience no longer counts.</param>
    internal async Task<T> PublishAsync<T>(
        IReadOnlyList<(BlobDraft Draft, BlobInfo Blob)> drafts, Func<BlobRow[], Task<Written<T>>> write, CancellationToken cancellationToken)
    {
        running.Enter();
        BlobInfo[] blobs = [.. drafts.Select(draft => draft.Blob)];
        List<Guid> givenUp = [];
        bool isTaken = false;
        try
        {
            using (IngestStep.Begin("publish"))
            {
                blobs = [.. await store.PublishAsync([.. drafts.Select(draft => draft.Draft)], cancellationToken).ConfigureAwait(false)];
            }

            for (int attempt = 0; attempt < MaxAttempts; attempt++)
            {
                Written<T> written = await write([.. blobs.Select(blob => blob.ToRow())]).ConfigureAwait(false);
                if (written.Unavailable.Count == 0)
                {
                    isTaken = written.IsTaken;
                    return written.Outcome;
                }

                for (int i = 0; i < blobs.Length; i++)
                {
                    if (!written.Unavailable.Contains(blobs[i].Id.Uuid)) continue;

                    givenUp.Add(blobs[i].Id.Uuid);
                    blobs[i] = await store.RepublishAsync(drafts[i].Draft, CancellationToken.None).ConfigureAwait(false);
                }
            }

            throw new IndexUnavailableException(
                $"The index refused the blobs {string.Join(", ", blobs.Select(blob => blob.Id))} {MaxAttempts} times, although their files were written each time: look at the storage folder's health");
        }
        finally
        {
            try
            {
                collector.NoteGivenUp(givenUp);
                if (!isTaken) await DiscardAsync(blobs).ConfigureAwait(false);
            }
            finally
            {
                running.Leave();
            }
        }
    }

    // Where this fails, too, the files stay until the sweep of a later start.
    private async Task DiscardAsync(BlobInfo[] blobs)
    {
        try
        {
            await collector.DiscardAsync([.. blobs.Select(blob => blob.Id.Uuid)]).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            collector.NoteLitter(e);
        }
    }
}

/// <summary>What an index call made of published blobs.</summary>
/// <param name="Outcome">Its answer.</param>
/// <param name="IsTaken">The index names the blobs now.</param>
/// <param name="Unavailable">Blobs to be published under another name before the call is made again.</param>
internal readonly record struct Written<T>(T Outcome, bool IsTaken, IReadOnlyCollection<Guid> Unavailable);

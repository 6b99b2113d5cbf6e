using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Core.Quota;
using AttachmentPacs.Core.Telemetry;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Ingest;

/// <summary>
/// The one way in for an instance, whatever door it comes through:
/// 1. bytes arrive as a stream with an origin; 2. a draft is opened; 3. one pass reads the head, hashes, encodes and writes;
/// 4. the head gives the ids, what has none is refused; 5. filters may refuse it, and an instance that is there already is dealt with; 6. the summary is drafted, and
/// room is taken for both; 7. drafts become durable blobs; 8. one index transaction makes them an instance; 9. only then the sender is told.
/// </summary>
/// <remarks>
/// A crash before 8 leaves drafts, or blobs that no row names: both are removed at the start after it. Safe for use by many threads.
/// </remarks>
public sealed class IngestPipeline(
    IBlobStore store, IIndex index, Publisher publisher, AttachmentReader reader, StorageQuota quota, IngestHooks hooks, IngestOptions options, TimeProvider time,
    ILogger<IngestPipeline> log)
    : IDisposable
{
    private readonly ParserPool _parsers = new(options.Limits);
    private readonly IngestBudget _budget = new(options.IngestBytes);
    private readonly FilterLog _filtered = new(log, time);
    private readonly InstanceReceiver _receiver = new(store, quota, options);
    private readonly DuplicateCheck _duplicates = new(index, reader, log);

    /// <summary>Stores the instance that a stream holds from here to its end.</summary>
    /// <exception cref="DicomFormatException">It is not one, or has no identity; nothing is stored.</exception>
    /// <exception cref="SenderException">The stream broke off; nothing is stored.</exception>
    /// <exception cref="IngestBudgetException">Too much is on its way in already; nothing is stored.</exception>
    /// <exception cref="StorageFullException">No room on the medium, or within the quota; nothing is stored.</exception>
    /// <exception cref="IndexUnavailableException">The index cannot take it now; nothing is stored.</exception>
    public Task<IngestResult> StoreAsync(Stream body, IngestOrigin origin, CancellationToken cancellationToken) =>
        StoreAsync(body, origin, null, cancellationToken);

    /// <inheritdoc cref="StoreAsync(Stream, IngestOrigin, CancellationToken)"/>
    /// <param name="body">The file: a Part 10 file, or a data set alone.</param>
    /// <param name="origin">Who sends it.</param>
    /// <param name="expected">What the sender announced; null if nothing.</param>
    /// <param name="cancellationToken">Cancels up to the commit; nothing is stored then.</param>
    /// <exception cref="InstanceMismatchException">It is not what was announced; nothing is stored.</exception>
    public async Task<IngestResult> StoreAsync(Stream body, IngestOrigin origin, ExpectedInstance? expected, CancellationToken cancellationToken)
    {
        IngestTrace trace = IngestTrace.Begin(origin);
        try
        {
            IngestResult result = await StoreOneAsync(body, origin, expected, cancellationToken).ConfigureAwait(false);
            trace.End(result);
            if (result.Status == IngestStatus.Success) hooks.Tell(new StoredInstance(result, origin));
            return result;
        }
        catch (Exception e)
        {
            trace.Fail(e);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _parsers.Dispose();
        _filtered.Dispose();
    }

    private async Task<IngestResult> StoreOneAsync(Stream body, IngestOrigin origin, ExpectedInstance? expected, CancellationToken cancellationToken)
    {
        InstanceParser parser = _parsers.Rent();
        using IngestBudget.Share share = _budget.Open();
        try
        {
            // 2 and 3
            await using BlobDraft? file = await _receiver.ReceiveAsync(body, parser, share, cancellationToken).ConfigureAwait(false);

            // 4
            (InstanceIdentity identity, InstanceRows rows) = Understand(parser, origin);
            expected?.Check(identity);
            if (file is null) return Filtered(identity, origin, $"Larger than {options.MaximumSize} bytes");
            share.Set(parser.Reader.TakenBytes + parser.SummaryTaken);
            BlobInfo blob = await CompleteAsync(file, cancellationToken).ConfigureAwait(false);

            // 5
            if (await RefuseAsync(parser, identity, origin, blob.Size, cancellationToken).ConfigureAwait(false) is { } reason)
            {
                return Filtered(identity, origin, reason);
            }

            DuplicatePolicy policy = options.OnDuplicate.For(origin);
            Duplicate duplicate = await _duplicates.LookAsync(identity, blob, policy, cancellationToken).ConfigureAwait(false);
            if (duplicate.Answer is { } status) return new IngestResult(status, identity);

            // 6
            (BlobDraft Draft, BlobInfo Blob) summary = await DraftSummaryAsync(parser, cancellationToken).ConfigureAwait(false);
            await using BlobDraft draft = summary.Draft;
            var request = RoomRequest.ForInstance(index, identity, blob.StoredSize + summary.Blob.StoredSize);
            using Room room = await quota.TakeAsync(request, cancellationToken).ConfigureAwait(false);

            // 7 to 9
            return new IngestResult(
                await PublishAsync(identity, rows, (file, blob), summary, room, policy, duplicate is { IsBad: true, IsSame: true }, cancellationToken).ConfigureAwait(false),
                identity);
        }
        finally
        {
            _parsers.Return(parser);
        }
    }

    private IngestResult Filtered(InstanceIdentity identity, IngestOrigin origin, string reason)
    {
        _filtered.Report(identity.Instance, origin, reason);
        return new IngestResult(IngestStatus.FilteredOut, identity, reason);
    }

    private (InstanceIdentity Identity, InstanceRows Rows) Understand(InstanceParser parser, IngestOrigin origin)
    {
        using IngestStep step = IngestStep.Begin("identify");
        DicomHead head = parser.Reader.Complete();
        InstanceIdentity identity = InstanceIdentity.Of(head, parser.Tags);
        if (parser.ForeignPreamble is { } kind) log.ProgramInPreamble(identity.Instance, kind);
        if (TagReader.CharacterSetOf(head).UnknownTerm is { } term) log.UnknownCharacterSet(identity.Instance, term);
        parser.Summaries.Write(head, Dicom.Json.SummaryOptions.Default, parser.Summary);
        return (identity, InstanceRows.Of(head, parser, identity, origin, time.GetUtcNow()));
    }

    private async ValueTask<string?> RefuseAsync(
        InstanceParser parser, InstanceIdentity identity, IngestOrigin origin, long size, CancellationToken cancellationToken)
    {
        if (hooks.Filters.IsEmpty) return null;
        using IngestStep step = IngestStep.Begin("filter");
        var incoming = new IncomingInstance(
            identity, origin, size, parser.Reader.Complete().TransferSyntax.Uid, parser.Find, parser.Summary.WrittenMemory);
        foreach (IAcceptFilter filter in hooks.Filters)
        {
            if (await filter.RefuseAsync(incoming, cancellationToken).ConfigureAwait(false) is { } reason) return reason;
        }

        return null;
    }

    private static async ValueTask<BlobInfo> CompleteAsync(BlobDraft file, CancellationToken cancellationToken)
    {
        using IngestStep step = IngestStep.Begin("complete");
        return await file.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<(BlobDraft Draft, BlobInfo Blob)> DraftSummaryAsync(InstanceParser parser, CancellationToken cancellationToken)
    {
        using IngestStep step = IngestStep.Begin("summary");
        BlobDraft draft = await store.CreateDraftAsync(options.SummaryCompression, cancellationToken).ConfigureAwait(false);
        try
        {
            await draft.WriteAsync(parser.Summary.WrittenMemory, cancellationToken).ConfigureAwait(false);
            return (draft, await draft.CompleteAsync(cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await draft.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private Task<IngestStatus> PublishAsync(
        InstanceIdentity identity, InstanceRows rows, (BlobDraft Draft, BlobInfo Blob) file, (BlobDraft Draft, BlobInfo Blob) summary,
        Room room, DuplicatePolicy onDuplicate, bool heals, CancellationToken cancellationToken) =>
        publisher.PublishAsync([file, summary], async blobs =>
        {
            var instance = new NewInstance(
                rows.Patient, rows.Study, rows.Series, rows.Instance,
                [new(AttachmentType.Dicom, blobs[0]), new(AttachmentType.DicomAsJson, blobs[1])], onDuplicate, rows.ExpectedInstances);
            StoreOutcome outcome = await CommitAsync(instance).ConfigureAwait(false);
            if (outcome.Status is StoreStatus.AlreadyStored or StoreStatus.Rejected)
            {
                // A bad copy is there, or somebody was faster, whose copy is looked at before it is promised. What heals has just written the sound copy itself.
                Duplicate now = await _duplicates.LookAsync(identity, file.Blob, onDuplicate, CancellationToken.None).ConfigureAwait(false);
                if (now.IsBad || (heals && now.IsSame)) outcome = await CommitAsync(instance with { OnDuplicate = DuplicatePolicy.Replace }).ConfigureAwait(false);
            }

            if (outcome.Status != StoreStatus.BlobUnavailable) room.Settle(TakenBy(outcome, file.Blob.StoredSize + summary.Blob.StoredSize));
            return outcome.Status switch
            {
                StoreStatus.AlreadyStored => new Written<IngestStatus>(IngestStatus.AlreadyStored, false, []),
                StoreStatus.Rejected => new Written<IngestStatus>(IngestStatus.Duplicate, false, []),
                StoreStatus.BlobUnavailable => new Written<IngestStatus>(default, false, outcome.UnavailableBlobs),
                _ => new Written<IngestStatus>(IngestStatus.Success, true, []),
            };
        }, cancellationToken);

    private static Need TakenBy(StoreOutcome outcome, long size) => outcome.Status is StoreStatus.Stored or StoreStatus.Replaced
        ? new Need(size, outcome.Changes.Any(change => change.Type == ChangeType.NewPatient) ? 1 : 0)
        : default;

    private async Task<StoreOutcome> CommitAsync(NewInstance instance)
    {
        using IngestStep step = IngestStep.Begin("commit");
        return await index.StoreAsync(instance, CancellationToken.None).ConfigureAwait(false);
    }
}

using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Core.Import;

/// <summary>How a member fared: exactly one of the three is there.</summary>
/// <param name="Instance">It is stored, or a filter refused it.</param>
/// <param name="Reason">It is not, but the others are none the worse for it.</param>
/// <param name="Failure">Nothing more can be stored.</param>
internal readonly record struct MemberOutcome(IngestResult? Instance, string? Reason, Exception? Failure)
{
    /// <summary>A member left alone.</summary>
    public static MemberOutcome Skip(string reason) => new(null, reason, null);

    /// <summary>Stores a member.</summary>
    public static async Task<MemberOutcome> StoreAsync(IngestPipeline pipeline, Stream content, IngestOrigin origin, CancellationToken cancellationToken)
    {
        try
        {
            IngestResult result = await pipeline.StoreAsync(content, origin, cancellationToken).ConfigureAwait(false);
            return result.Status == IngestStatus.Duplicate
                ? Skip($"Instance {result.Identity.Instance} is stored already, and Storage:Duplicates is reject")
                : new MemberOutcome(result, null, null);
        }
        catch (Exception e) when (e is DicomFormatException or InvalidDataException)
        {
            return Skip(e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new MemberOutcome(null, null, e);
        }
    }
}

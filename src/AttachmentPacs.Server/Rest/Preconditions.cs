using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Rest.Uploads.Idempotency;
using Microsoft.Extensions.Primitives;

namespace AttachmentPacs.Server.Rest;

/// <summary>If-Match as the dialect means it, for attachments and metadata alike (contract 1.3).</summary>
internal static class Preconditions
{
    /// <summary>A PUT that creates ignores If-Match; with <c>Http:CheckRevisions</c> one that replaces must have it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="current">Tag of what is there; null if nothing is.</param>
    /// <param name="check">Http:CheckRevisions.</param>
    /// <exception cref="RestException">If-Match names another tag, or is missing: 409; is none: 400.</exception>
    public static Precondition ForPut(HttpContext http, EntityTag? current, bool check)
    {
        if (current is { } tag) return ForExisting(http, tag, check);
        bool has = EntityTag.TryRead(http.Request.Headers.IfMatch, out _);
        return has || check ? Precondition.Absent : Precondition.Any;
    }

    /// <summary>With <c>Http:CheckRevisions</c> a DELETE must have If-Match.</summary>
    /// <exception cref="RestException">If-Match names another tag, or is missing: 409; is none: 400.</exception>
    public static Precondition ForExisting(HttpContext http, EntityTag current, bool check)
    {
        StringValues header = http.Request.Headers.IfMatch;
        if (header.Count == 0) return check ? throw Missing() : Precondition.Any;
        return current.IsNamedBy(header) ? Precondition.Match(current.Revision, current.Md5) : throw Mismatch();
    }

    /// <summary>The answer to a write that was not done.</summary>
    public static IResult Refuse(WriteOutcome outcome, ResourceLevel level, string id, string name) => outcome.Status switch
    {
        WriteStatus.UnknownResource => throw new RestException(OrthancError.UnknownResource, $"There is no {level} {id}"),
        WriteStatus.UnknownItem => EmptyAnswer.NotFound,
        WriteStatus.DoneBefore or WriteStatus.KeyReused => throw IdempotencyKeys.Busy(),
        _ => throw Mismatch(),
    };

    private static RestException Mismatch() =>
        new(OrthancError.Revision, "The item is at another revision than If-Match says: read it again, then repeat the write");

    private static RestException Missing() => new(
        OrthancError.Revision, "Http:CheckRevisions is on: a write to what exists needs If-Match with the ETag that was read");
}

using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>If-Match as the dialect means it, for attachments and metadata alike (contract 1.3).</summary>
internal static class Preconditions
{
    /// <summary>A PUT that creates ignores If-Match; with <c>Http:CheckRevisions</c> one that replaces must have it.</summary>
    public static Precondition ForPut(HttpContext http, bool exists, bool check)
    {
        bool has = EntityTag.TryRead(http.Request.Headers.IfMatch.ToString(), out EntityTag tag);
        if (!exists) return has || check ? Precondition.Absent : Precondition.Any;
        if (has) return Precondition.Match(tag.Revision, tag.Md5);
        return check ? throw Missing() : Precondition.Any;
    }

    /// <summary>With <c>Http:CheckRevisions</c> a DELETE must have If-Match.</summary>
    public static Precondition ForDelete(HttpContext http, bool check)
    {
        if (EntityTag.TryRead(http.Request.Headers.IfMatch.ToString(), out EntityTag tag)) return Precondition.Match(tag.Revision, tag.Md5);
        return check ? throw Missing() : Precondition.Any;
    }

    /// <summary>The answer to a write that was not done.</summary>
    public static IResult Refuse(WriteOutcome outcome, ResourceLevel level, string id, string name) => outcome.Status switch
    {
        WriteStatus.UnknownResource => throw new RestException(OrthancError.UnknownResource, $"There is no {level} {id}"),
        WriteStatus.UnknownItem => EmptyAnswer.NotFound,
        _ => throw new RestException(
            OrthancError.Revision, $"{name} of {level} {id} is at another revision than If-Match says: read it again, then repeat the write"),
    };

    private static RestException Missing() => new(
        OrthancError.Revision, "Http:CheckRevisions is on: a write to what exists needs If-Match with the ETag that was read");
}

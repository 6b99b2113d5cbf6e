using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Rest.Uploads.Checksums;
using AttachmentPacs.Server.Rest.Uploads.Encodings;

namespace AttachmentPacs.Server.Rest.Uploads;

/// <summary>
/// A request's body on its way in: its announced checksums are compared with the bytes as sent, then its content codings are undone. What is
/// wrong in either throws before the end of the stream is given, so that whoever stores what ends well stores nothing wrong.
/// </summary>
internal static class UploadBody
{
    /// <exception cref="RestException">A header that cannot be read: 400; a coding that is not known here: 415.</exception>
    public static Stream Open(HttpContext http, ServerOptions options) => ContentEncodings.Undo(http, OpenChecked(http), options);

    /// <summary>Whether it announces a checksum in an algorithm that is known here.</summary>
    public static bool HasChecksum(HttpContext http) => AnnouncedChecksum.Read(http.Request.Headers).Count > 0;

    /// <summary>The body as sent, its checksums compared.</summary>
    /// <exception cref="RestException">A header that cannot be read: 400.</exception>
    public static Stream OpenChecked(HttpContext http)
    {
        IReadOnlyList<AnnouncedChecksum> announced = AnnouncedChecksum.Read(http.Request.Headers);
        return announced.Count == 0 ? http.Request.Body : new ChecksummedBody(http.Request.Body, announced);
    }
}

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>
/// Where we differ from Orthanc on purpose (design D9), and the switch that brings its behaviour back, <c>Http:OrthancQuirks</c>. No other
/// place asks for the switch.
/// </summary>
internal sealed class Quirks(bool asOrthanc)
{
    /// <summary>Media type of error bodies.</summary>
    public string ErrorMediaType => asOrthanc ? "text/plain" : JsonAnswer.MediaType;

    /// <summary>Status for a tag that neither the dictionary nor the syntax knows.</summary>
    public int UnknownTagStatus => asOrthanc ? StatusCodes.Status500InternalServerError : StatusCodes.Status400BadRequest;

    /// <summary>HEAD is answered like GET without a body; Orthanc knows it not.</summary>
    public bool HasHead => !asOrthanc;

    /// <summary>Status for methods that are no methods of the API.</summary>
    public int UnknownMethodStatus => asOrthanc ? StatusCodes.Status400BadRequest : StatusCodes.Status405MethodNotAllowed;

    /// <summary>Status for methods that Orthanc leaves to WebDAV, which is not there (contract 1.1).</summary>
    public int WebDavMethodStatus => asOrthanc ? StatusCodes.Status404NotFound : StatusCodes.Status405MethodNotAllowed;

    /// <summary>Ranges mean what RFC 9110 says: -N is a suffix, an end past the content is cut.</summary>
    public bool HasRfcRanges => !asOrthanc;

    /// <summary>The list of attachments shows the summary.</summary>
    public bool ShowsSummary => !asOrthanc;

    /// <summary>A C-STORE that a filter refused is told so; Orthanc answers it with success (contract 1.15).</summary>
    public bool TellsFiltered => !asOrthanc;
}

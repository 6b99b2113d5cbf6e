namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>A request ends with an error of the dialect.</summary>
/// <param name="error">The code.</param>
/// <param name="details">What happened, to what, and what to do.</param>
/// <param name="status">The HTTP status, if not the code's own.</param>
internal sealed class RestException(OrthancError error, string details, int? status = null) : Exception(details)
{
    public OrthancError Error { get; } = error;

    public int Status { get; } = status ?? error.Status();

    /// <summary>A header that the answer carries.</summary>
    public (string Name, string Value)? Header { get; init; }
}

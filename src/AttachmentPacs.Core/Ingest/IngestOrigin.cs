namespace AttachmentPacs.Core.Ingest;

/// <summary>Who sent an instance, and how: becomes its metadata (contract 1.4).</summary>
/// <param name="Kind">One of contract 1.4's words: <c>RestApi</c>, <c>DicomProtocol</c>, <c>Plugins</c>, <c>Unknown</c>.</param>
/// <param name="RemoteIp">Address of the sender.</param>
/// <param name="HttpUsername">User of the REST API.</param>
/// <param name="RemoteAet">Application Entity of the sender.</param>
/// <param name="CalledAet">Application Entity that was called.</param>
public sealed record IngestOrigin(
    string Kind, string? RemoteIp = null, string? HttpUsername = null, string? RemoteAet = null, string? CalledAet = null)
{
    /// <summary>An upload over REST.</summary>
    public static IngestOrigin Rest(string? remoteIp, string? username) => new("RestApi", remoteIp, username);
}

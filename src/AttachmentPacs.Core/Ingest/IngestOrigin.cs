namespace AttachmentPacs.Core.Ingest;

/// <summary>The door that an instance came through.</summary>
public enum IngestSource
{
    /// <summary>An upload over REST.</summary>
    RestApi,

    /// <summary>A C-STORE.</summary>
    DicomProtocol,

    /// <summary>Code of the site's own.</summary>
    Plugins,

    /// <summary>An import on the machine itself, with the server stopped.</summary>
    Import,
}

/// <summary>Who sent an instance, and how: becomes its metadata (contract 1.4), and chooses among Storage:DuplicatesBySource.</summary>
/// <param name="Source">The door.</param>
/// <param name="RemoteIp">Address of the sender.</param>
/// <param name="HttpUsername">User of the REST API.</param>
/// <param name="RemoteAet">Application Entity of the sender.</param>
/// <param name="CalledAet">Application Entity that was called.</param>
public sealed record IngestOrigin(
    IngestSource Source, string? RemoteIp = null, string? HttpUsername = null, string? RemoteAet = null, string? CalledAet = null)
{
    /// <summary>An import on the machine itself.</summary>
    public static IngestOrigin Import { get; } = new(IngestSource.Import);

    /// <summary>The metadata Origin: contract 1.4 has no word for an import.</summary>
    public string Word => Source == IngestSource.Import ? "Unknown" : Source.ToString();

    /// <summary>An upload over REST.</summary>
    public static IngestOrigin Rest(string? remoteIp, string? username) => new(IngestSource.RestApi, remoteIp, username);
}

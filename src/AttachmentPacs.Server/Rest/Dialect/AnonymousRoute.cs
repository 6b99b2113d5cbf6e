namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>Metadata of a route that is answered without a user.</summary>
internal sealed class AnonymousRoute;

namespace AttachmentPacs.Server.Rest;

/// <summary>A body grows to more than a limit when it is inflated.</summary>
internal sealed class InflationException(string message) : IOException(message);

namespace AttachmentPacs.Core;

/// <summary>What was sent grows to more than a limit when it is unpacked.</summary>
public sealed class InflationException(string message) : IOException(message);

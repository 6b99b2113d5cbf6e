namespace AttachmentPacs.Cli.Archives;

/// <summary>The archive cannot be used now: nothing more can be done, and what was not done may be tried again.</summary>
internal sealed class ArchiveUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

namespace AttachmentPacs.Cli.Commands;

/// <summary>Command line or configuration cannot be used: the message, of one or several lines, says what and why.</summary>
internal sealed class UsageException(string message) : Exception(message);

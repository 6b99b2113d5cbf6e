namespace AttachmentPacs.Index;

/// <summary>The database cannot be reached, is busy beyond the time-out, or is full: trying again later may help.</summary>
public class IndexUnavailableException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>No room for the database.</summary>
public sealed class IndexFullException(string message, Exception? inner = null) : IndexUnavailableException(message, inner);

/// <summary>The database is not ours, newer than this program, or damaged: somebody has to look at it.</summary>
public sealed class IndexUnusableException(string message, Exception? inner = null) : IOException(message, inner);

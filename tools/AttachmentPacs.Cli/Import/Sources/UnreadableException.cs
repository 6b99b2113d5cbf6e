namespace AttachmentPacs.Cli.Import.Sources;

/// <summary>A file of the user's cannot be opened or read: the fault of neither the archive nor the way to it.</summary>
internal sealed class UnreadableException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Finds one among an exception and its causes: a body that fails while it is sent is wrapped by those who send it.</summary>
    public static UnreadableException? In(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is UnreadableException unreadable) return unreadable;
        }

        return null;
    }
}

namespace AttachmentPacs.Core.Plugins;

/// <summary>What plugins say, fit for a log line or an answer: one line, of bounded length.</summary>
internal static class Words
{
    private const int Most = 1000;
    private const int MostDetails = 4000;

    /// <summary>An exception's words, with its kind where that tells more.</summary>
    public static string Of(Exception exception)
    {
        try
        {
            return Of($"{exception.GetType().Name}: {exception.Message}").TrimEnd('.');
        }
        catch (Exception e)
        {
            return $"{exception.GetType().Name}, which cannot be shown because of {e.GetType().Name}";
        }
    }

    /// <summary>
    /// All that an exception tells, its stack included. Plugins' exceptions go into the log as text: their own code makes it, which may fail, too.
    /// </summary>
    public static string Details(Exception exception)
    {
        try
        {
            string all = exception.ToString();
            return all.Length <= MostDetails ? all : all[..MostDetails] + "…";
        }
        catch (Exception e)
        {
            return $"{exception.GetType().FullName}, which cannot be shown because of {e.GetType().FullName}";
        }
    }

    /// <summary>A text of its own: control characters become blanks, what is too long is cut.</summary>
    public static string Of(string text)
    {
        string cut = text.Length <= Most ? text : text[..Most] + "…";
        return string.Create(cut.Length, cut, static (line, from) =>
        {
            for (int i = 0; i < line.Length; i++) line[i] = char.IsControl(from[i]) || from[i] is '\u2028' or '\u2029' ? ' ' : from[i];
        });
    }
}

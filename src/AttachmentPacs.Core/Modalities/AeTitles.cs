using System.Buffers;

namespace AttachmentPacs.Core.Modalities;

/// <summary>AE titles (PS3.5 6.2, VR AE): 1 to 16 characters of the default repertoire without backslash, blanks around them without meaning.</summary>
public static class AeTitles
{
    /// <summary>What an AE title is, for messages.</summary>
    public const string Expected = "1 to 16 characters of ASCII without backslash";

    private const int MaxLength = 16;

    // PS3.5 6.1.2.1: the G0 set of ISO 646.
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(each => each != '\\')]);

    /// <summary>Without the blanks around it.</summary>
    public static string Trim(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        return title.Trim(' ');
    }

    /// <summary>Whether text that has been trimmed is one.</summary>
    public static bool IsValid(string title) => title.Length is > 0 and <= MaxLength && !title.AsSpan().ContainsAnyExcept(Allowed);
}

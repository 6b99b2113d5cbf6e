namespace AttachmentPacs.Core.Import;

/// <summary>Names that senders give to files: hostile text, shown in reports and used for nothing else.</summary>
public static class MemberName
{
    /// <summary>Longest name that is shown, in characters.</summary>
    public const int Longest = 1024;

    /// <summary>The name, cut, its control characters replaced.</summary>
    public static string Of(ReadOnlySpan<char> name)
    {
        Span<char> shown = stackalloc char[Math.Min(name.Length, Longest)];
        for (int i = 0; i < shown.Length; i++) shown[i] = char.IsControl(name[i]) ? '\uFFFD' : name[i];
        return shown.ToString();
    }
}

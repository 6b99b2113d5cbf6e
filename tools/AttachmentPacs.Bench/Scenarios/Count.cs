namespace AttachmentPacs.Bench.Scenarios;

/// <summary>Numbers with what they count.</summary>
internal static class Count
{
    /// <summary>As in "1 client", "4 clients".</summary>
    public static string Of(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}

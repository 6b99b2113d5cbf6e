using System.Globalization;

namespace AttachmentPacs.Cli.Progress;

/// <summary>Numbers as they are shown to people.</summary>
internal static class Amount
{
    /// <summary>With separators: 12,345.</summary>
    public static string Files(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Bytes in MB of 1,000,000.</summary>
    public static string Megabytes(double bytes) => (bytes / 1e6).ToString(bytes < 1e8 ? "N1" : "N0", CultureInfo.InvariantCulture);

    /// <summary>Hours, minutes, seconds.</summary>
    public static string Time(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}");
}

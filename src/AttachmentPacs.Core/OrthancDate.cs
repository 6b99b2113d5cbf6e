using System.Globalization;

namespace AttachmentPacs.Core;

/// <summary>Dates as metadata and changes carry them: UTC, <c>YYYYMMDDTHHMMSS</c> (contract 1.4).</summary>
public static class OrthancDate
{
    /// <summary>Fifteen characters.</summary>
    public static string Format(DateTimeOffset date) => date.UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
}

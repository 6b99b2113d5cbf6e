using System.Globalization;

namespace AttachmentPacs.Index;

/// <summary>The numbers of metadata and attachments (contract 1.3, 1.4) that the index itself knows.</summary>
internal static class ItemTypes
{
    /// <summary>Metadata of instances: place in the series, an integer.</summary>
    public const int IndexInSeries = 1;

    /// <summary>Metadata of patients, studies and series that is no row but the column <c>resources.last_update</c>.</summary>
    public const int LastUpdate = 7;

    /// <summary>Types from here on belong to users and plugins.</summary>
    public const int FirstUserType = 1024;

    public static string DateText(DateTimeOffset date) => date.UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
}

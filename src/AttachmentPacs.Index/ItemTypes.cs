using System.Globalization;
using AttachmentPacs.Dicom.Identity;

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

    /// <summary>Throws <see cref="ArgumentException"/> if an instance brings two attachments, or a resource two metadata, of one type.</summary>
    public static void RefuseTwice(NewInstance instance)
    {
        RefuseTwice(instance.Instance.Id, "attachments", instance.Attachments);
        foreach (NewResource resource in (ReadOnlySpan<NewResource>)[instance.Patient, instance.Study, instance.Series, instance.Instance])
            RefuseTwice(resource.Id, "metadata", resource.Metadata);
    }

    public static string DateText(DateTimeOffset date) => date.UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    private static void RefuseTwice<T>(ResourceId id, string what, IReadOnlyList<KeyValuePair<int, T>> items)
    {
        for (int i = 1; i < items.Count; i++)
        {
            for (int earlier = 0; earlier < i; earlier++)
            {
                if (items[earlier].Key == items[i].Key)
                    throw new ArgumentException($"Resource {id} comes with two {what} of type {items[i].Key}: there can be one of each type.");
            }
        }
    }
}

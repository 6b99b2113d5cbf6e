using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index;

/// <summary>The identifier of each level and its normal form for look-ups: trimmed of spaces and NULs, Unicode upper case.</summary>
internal static class Identifiers
{
    public static string Normalize(string value) => value.Trim(' ', '\0').ToUpperInvariant();

    /// <summary>The normalised identifier of a resource of this level; null if its tags have none, or an empty one.</summary>
    public static string? Of(ResourceLevel level, IReadOnlyList<TagValue> tags)
    {
        uint wanted = TagOf(level);
        foreach (TagValue tag in tags)
        {
            if (tag.Tag != wanted) continue;
            string value = Normalize(tag.Value);
            return value.Length == 0 ? null : value;
        }

        return null;
    }

    private static uint TagOf(ResourceLevel level) => level switch
    {
        ResourceLevel.Patient => 0x0010_0020, // Patient ID
        ResourceLevel.Study => 0x0020_000D, // Study Instance UID
        ResourceLevel.Series => 0x0020_000E, // Series Instance UID
        ResourceLevel.Instance => 0x0008_0018, // SOP Instance UID
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "There are four levels, patient to instance."),
    };
}

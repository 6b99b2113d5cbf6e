using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.Dicom.Json;

/// <summary>The names that summaries give to tags (contract 1.20).</summary>
public static class TagNames
{
    /// <summary>
    /// The keyword of a standard tag, <c>PrivateCreator</c>, the dictionary's name of a private tag, or <c>Unknown Tag &amp; Data</c>; UTF-8.
    /// </summary>
    public static ReadOnlySpan<byte> Of(uint tag, ReadOnlySpan<byte> creator)
    {
        DictionaryEntry entry;
        if (!Tags.IsPrivate(tag))
        {
            if (DicomDictionary.TryFind(tag, out entry) && !entry.Keyword.IsEmpty) return entry.Keyword;
        }
        else if (Tags.IsPrivateCreator(tag))
        {
            return "PrivateCreator"u8;
        }
        else if (!creator.IsEmpty && PrivateDictionary.TryFind(creator, tag, out entry) && !entry.Name.IsEmpty)
        {
            return entry.Name;
        }

        return "Unknown Tag & Data"u8;
    }
}

using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.Dicom.Json;

/// <summary>The names that summaries give to tags (contract 1.20).</summary>
public static class TagNames
{
    /// <summary>Bytes that a name may have.</summary>
    public const int MaxLength = 256;

    /// <summary>
    /// The keyword of a standard tag, <c>PrivateCreator</c>, the name of a private tag in the form of a keyword, or
    /// <c>Unknown Tag &amp; Data</c>; UTF-8. <paramref name="scratch"/> has <see cref="MaxLength"/> bytes and may hold the answer.
    /// </summary>
    public static ReadOnlySpan<byte> Of(uint tag, ReadOnlySpan<byte> creator, Span<byte> scratch)
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
            return Keyword(entry.Name, scratch);
        }

        return "Unknown Tag & Data"u8;
    }

    // "Full fidelity" is FullFidelity: the form of peers' dictionaries, and so of the keys that clients know.
    private static ReadOnlySpan<byte> Keyword(ReadOnlySpan<byte> name, Span<byte> scratch)
    {
        int length = 0;
        bool isStart = true;
        foreach (byte letter in name)
        {
            bool isWord = char.IsAsciiLetterOrDigit((char)letter) || letter >= 0x80;
            if (isWord) scratch[length++] = isStart && char.IsAsciiLetterLower((char)letter) ? (byte)(letter - 0x20) : letter;
            isStart = !isWord;
        }

        return length == 0 ? name : scratch[..length];
    }
}

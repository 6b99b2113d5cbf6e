using System.Collections.Concurrent;

namespace AttachmentPacs.Dicom.CharacterSets;

/// <summary>Parsed character sets by the bytes of their element. Bounded: short keys only, and a full cache starts again empty.</summary>
internal static class SpecificCharacterSetCache
{
    private const int LongestKey = 128;
    private const int MostEntries = 256;

    private static readonly ConcurrentDictionary<string, SpecificCharacterSet> Sets = new(StringComparer.Ordinal);

    /// <summary>The set for the value, parsed by <paramref name="parse"/> if it is not here. A hit allocates nothing.</summary>
    public static SpecificCharacterSet Get(ReadOnlySpan<byte> value, Func<ReadOnlySpan<byte>, SpecificCharacterSet> parse)
    {
        if (value.Length > LongestKey) return parse(value);
        Span<char> key = stackalloc char[LongestKey];
        key = key[..value.Length];
        for (int i = 0; i < key.Length; i++) key[i] = (char)value[i];
        var lookup = Sets.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(key, out SpecificCharacterSet? known)) return known;
        if (Sets.Count >= MostEntries) Sets.Clear();
        SpecificCharacterSet parsed = parse(value);
        lookup.TryAdd(key, parsed);
        return parsed;
    }
}

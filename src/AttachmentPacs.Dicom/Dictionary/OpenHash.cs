namespace AttachmentPacs.Dicom.Dictionary;

/// <summary>
/// The hash functions of the generated tables, which are open tables with linear probing: a slot holds 0 for empty or an index + 1.
/// The generator compiles this file too, so both sides cannot differ.
/// </summary>
internal static class OpenHash
{
    /// <summary>First slot of a number in a table of 2^<paramref name="bits"/> slots (multiplicative hashing, Knuth 6.4).</summary>
    public static int Slot(uint key, int bits) => (int)((key * 0x9E3779B1u) >> (32 - bits));

    /// <summary>FNV-1a of the bytes.</summary>
    public static uint Text(ReadOnlySpan<byte> text)
    {
        uint hash = 2166136261;
        foreach (byte b in text) hash = (hash ^ b) * 16777619;
        return hash;
    }

    /// <summary>FNV-1a of the characters; equals the hash of the bytes of the same ASCII text.</summary>
    public static uint Text(ReadOnlySpan<char> text)
    {
        uint hash = 2166136261;
        foreach (char c in text) hash = (hash ^ c) * 16777619;
        return hash;
    }
}

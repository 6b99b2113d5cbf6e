using System.Globalization;

namespace AttachmentPacs.DictionaryGen;

/// <summary>A tag of a table, <c>GGGGEEEE</c> where <c>x</c> stands for any digit: a tag matches if (tag and mask) = value.</summary>
/// <param name="Value">The digits, with 0 for x.</param>
/// <param name="Mask">1 bits where the value counts.</param>
internal readonly record struct TagPattern(uint Value, uint Mask) : IComparable<TagPattern>
{
    /// <summary>Parses the cell <c>tag</c>. <paramref name="evenGroups"/>: an x in the last digit of the group takes even digits only (PS3.5 7.6).</summary>
    public static TagPattern Parse(TableRow row, bool evenGroups)
    {
        string text = row["tag"];
        uint mask = 0;
        foreach (char c in text) mask = (mask << 4) | (c == 'x' ? 0u : 0xF);
        if (evenGroups && text.Length == 8 && text[3] == 'x') mask |= 0x0001_0000;
        if (text.Length == 8 && uint.TryParse(text.Replace('x', '0'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value))
            return new TagPattern(value, mask);
        throw row.Error($"'{text}' is not a tag of eight hexadecimal digits or x");
    }

    /// <summary>Most specific mask first, then by mask, then by value: the order of the segments and of the keys within.</summary>
    public int CompareTo(TagPattern other)
    {
        int order = uint.PopCount(other.Mask).CompareTo(uint.PopCount(Mask));
        if (order == 0) order = other.Mask.CompareTo(Mask);
        return order != 0 ? order : Value.CompareTo(other.Value);
    }
}

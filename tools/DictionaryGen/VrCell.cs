namespace AttachmentPacs.DictionaryGen;

/// <summary>The VR cell of a row as bits of a record: 16 bits of VR and above them 3 of the choice (VrChoice).</summary>
internal static class VrCell
{
    public static ulong Parse(TableRow row) => row["vr"] switch
    {
        "NONE" => 0,
        "US or SS" => Bits("US", 1),
        "OB or OW" or "OB_OW" or "px" => Bits("OW", 2),
        "US or SS or OW" => Bits("US", 3),
        "US or OW" => Bits("OW", 4),
        { Length: 2 } vr when char.IsAsciiLetterUpper(vr[0]) && char.IsAsciiLetterUpper(vr[1]) => Bits(vr, 0),
        var other => throw row.Error($"'{other}' is not a VR this generator knows"),
    };

    private static ulong Bits(string vr, ulong choice) => ((ulong)vr[0] << 8) | vr[1] | (choice << 16);
}

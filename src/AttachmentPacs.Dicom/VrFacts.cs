namespace AttachmentPacs.Dicom;

/// <summary>What the standard says of each Value Representation (PS3.5 6.2 and 7.1.2).</summary>
public static class VrFacts
{
    /// <summary>The VR of two bytes, known or not.</summary>
    public static Vr Read(ReadOnlySpan<byte> bytes) => (Vr)((bytes[0] << 8) | bytes[1]);

    /// <summary>Whether the standard defines it.</summary>
    public static bool IsKnown(Vr vr) => vr switch
    {
        Vr.AE or Vr.AS or Vr.AT or Vr.CS or Vr.DA or Vr.DS or Vr.DT or Vr.FD or Vr.FL or Vr.IS or Vr.LO or Vr.LT or Vr.OB or Vr.OD or Vr.OF
            or Vr.OL or Vr.OV or Vr.OW or Vr.PN or Vr.SH or Vr.SL or Vr.SQ or Vr.SS or Vr.ST or Vr.SV or Vr.TM or Vr.UC or Vr.UI or Vr.UL
            or Vr.UN or Vr.UR or Vr.US or Vr.UT or Vr.UV => true,
        _ => false,
    };

    /// <summary>Explicit VR writes two reserved bytes and a 32-bit length (PS3.5 table 7.1-1).</summary>
    public static bool HasLongLength(Vr vr) => vr is Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.SQ or Vr.SV or Vr.UC or Vr.UN
        or Vr.UR or Vr.UT or Vr.UV;

    /// <summary>Uninterpreted bytes and number arrays that a summary shows as Null.</summary>
    public static bool IsBinary(Vr vr) => vr is Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.UN or Vr.None;

    /// <summary>Text whose repertoire (0008,0005) decides (PS3.5 6.1.2.3).</summary>
    public static bool UsesCharacterSet(Vr vr) => vr is Vr.LO or Vr.LT or Vr.PN or Vr.SH or Vr.ST or Vr.UC or Vr.UT;

    /// <summary>Bytes of one number; 0 for text, sequences and uninterpreted bytes.</summary>
    public static int NumberSize(Vr vr) => vr switch
    {
        Vr.US or Vr.SS => 2,
        Vr.UL or Vr.SL or Vr.FL or Vr.AT => 4,
        Vr.FD or Vr.SV or Vr.UV => 8,
        _ => 0,
    };

    /// <summary>One text that may hold backslashes (PS3.5 6.2).</summary>
    public static bool IsSingleText(Vr vr) => vr is Vr.ST or Vr.LT or Vr.UT or Vr.UR;

    /// <summary>The two letters.</summary>
    public static string Letters(Vr vr) => string.Create(2, (ushort)vr, static (text, value) =>
    {
        text[0] = (char)(value >> 8);
        text[1] = (char)(value & 0xFF);
    });
}

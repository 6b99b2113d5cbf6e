namespace AttachmentPacs.Dicom.Dictionary;

/// <summary>The VRs that PS3.6 leaves open for an attribute; the rest of the data set decides (PS3.5 A.1, PS3.3 C.7.6.3, C.11.1).</summary>
public enum VrChoice : byte
{
    /// <summary>One VR: <see cref="DictionaryEntry.Vr"/>.</summary>
    Fixed = 0,

    /// <summary>US, or SS where Pixel Representation (0028,0103) is 1; the default is US.</summary>
    UsOrSs = 1,

    /// <summary>OB or OW; the default is OW, which is what Implicit VR Little Endian uses (PS3.5 A.1).</summary>
    ObOrOw = 2,

    /// <summary>US, SS or OW; the default is US.</summary>
    UsOrSsOrOw = 3,

    /// <summary>US or OW; the default is OW, which has no 64 KiB limit in an explicit VR data set.</summary>
    UsOrOw = 4,
}

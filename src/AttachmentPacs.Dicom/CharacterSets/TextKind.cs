namespace AttachmentPacs.Dicom.CharacterSets;

/// <summary>Where a text value returns to its initial character sets (PS3.5 6.1.2.5.3), besides LF, FF, CR and TAB, which end them in all.</summary>
public enum TextKind
{
    /// <summary>ST, LT, UT: one value; a backslash is text.</summary>
    Single,

    /// <summary>LO, SH, UC: a backslash separates values.</summary>
    Multi,

    /// <summary>PN: a backslash separates values, <c>=</c> component groups, <c>^</c> components.</summary>
    PersonName,
}

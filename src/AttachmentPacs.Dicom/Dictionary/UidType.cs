namespace AttachmentPacs.Dicom.Dictionary;

/// <summary>The UID types of PS3.6 Table A-1, in the order of the alphabet.</summary>
public enum UidType : byte
{
    ApplicationContextName,
    ApplicationHostingModel,
    CodingScheme,
    DicomUidsAsACodingScheme,
    LdapOid,
    MappingResource,
    MetaSopClass,
    ServiceClass,
    SopClass,
    SynchronizationFrameOfReference,
    TransferSyntax,
    WellKnownFrameOfReference,
    WellKnownSopInstance,
}

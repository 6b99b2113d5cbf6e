namespace AttachmentPacs.Dimse.Messages;

/// <summary>Status codes (PS3.7 Annex C, PS3.4 B.2.3). One that is not named here has its number.</summary>
public enum DimseStatus : ushort
{
    Success = 0x0000,

    /// <summary>Processing failure.</summary>
    ProcessingFailure = 0x0110,

    /// <summary>There is such an instance already.</summary>
    DuplicateSopInstance = 0x0111,

    /// <summary>There is no such instance.</summary>
    NoSuchSopInstance = 0x0112,

    /// <summary>The event is unknown.</summary>
    NoSuchEventType = 0x0113,

    /// <summary>An argument cannot be used.</summary>
    InvalidArgumentValue = 0x0115,

    /// <summary>The instance is not valid for its class.</summary>
    InvalidObjectInstance = 0x0117,

    /// <summary>The class is unknown.</summary>
    NoSuchSopClass = 0x0118,

    /// <summary>The instance is not of the class.</summary>
    ClassInstanceConflict = 0x0119,

    /// <summary>The class is not supported.</summary>
    SopClassNotSupported = 0x0122,

    /// <summary>The action is unknown.</summary>
    NoSuchAction = 0x0123,

    /// <summary>The caller may not do this.</summary>
    NotAuthorized = 0x0124,

    /// <summary>A request of this id is outstanding.</summary>
    DuplicateInvocation = 0x0210,

    /// <summary>The operation is not known on this association.</summary>
    UnrecognizedOperation = 0x0211,

    /// <summary>Something of the arguments was not as it must be.</summary>
    MistypedArgument = 0x0212,

    /// <summary>Resources are short.</summary>
    ResourceLimitation = 0x0213,

    /// <summary>C-STORE: no room or no time for it now.</summary>
    OutOfResources = 0xA700,

    /// <summary>C-STORE: the data set is not of the SOP Class, or not the instance, that was announced.</summary>
    DataSetDoesNotMatchSopClass = 0xA900,

    /// <summary>C-STORE: the data set cannot be understood.</summary>
    CannotUnderstand = 0xC000,

    /// <summary>C-STORE: the store failed.</summary>
    StorageFailure = 0xC001,
}

/// <summary>Classes of statuses (PS3.7 C.1 to C.4).</summary>
public static class DimseStatusExtensions
{
    /// <summary>Done, with or without a warning.</summary>
    public static bool IsSuccessOrWarning(this DimseStatus status) => status == DimseStatus.Success || status.IsWarning();

    /// <summary>Done, but: 0001, Bxxx, and the attribute warnings of PS3.7 C.3.</summary>
    public static bool IsWarning(this DimseStatus status) =>
        (ushort)status is 0x0001 or 0x0107 or 0x0116 || ((ushort)status & 0xF000) == 0xB000;
}

namespace AttachmentPacs.Server.Rest.Dialect;

/// <summary>Error codes of the dialect that we use (contract 1.1).</summary>
internal enum OrthancError
{
    InternalError = -1,
    ParameterOutOfRange = 3,
    BadParameterType = 5,
    BadSequenceOfCalls = 6,
    InexistentItem = 7,
    BadRequest = 8,
    NetworkProtocol = 9,
    UriSyntax = 12,
    InexistentFile = 13,
    BadFileFormat = 15,
    UnknownResource = 17,
    FullStorage = 19,
    CorruptedFile = 20,
    InexistentTag = 21,
    UnknownDicomTag = 27,
    BadJson = 28,
    Unauthorized = 29,
    DatabaseUnavailable = 36,
    BadRange = 41,
    Revision = 43,
    ForbiddenAccess = 45,
    DuplicateResource = 46,
    UnsupportedMediaType = 3000,
}

/// <summary>HTTP status and words of each error code.</summary>
internal static class OrthancErrors
{
    /// <summary>The status that an error is answered with, unless the place says otherwise.</summary>
    public static int Status(this OrthancError error) => error switch
    {
        OrthancError.ParameterOutOfRange or OrthancError.BadParameterType or OrthancError.BadRequest or OrthancError.UriSyntax
            or OrthancError.BadFileFormat or OrthancError.UnknownDicomTag or OrthancError.BadJson => StatusCodes.Status400BadRequest,
        OrthancError.InexistentItem or OrthancError.InexistentFile or OrthancError.UnknownResource or OrthancError.InexistentTag
            => StatusCodes.Status404NotFound,
        OrthancError.Unauthorized => StatusCodes.Status401Unauthorized,
        OrthancError.ForbiddenAccess => StatusCodes.Status403Forbidden,
        OrthancError.Revision or OrthancError.DuplicateResource => StatusCodes.Status409Conflict,
        OrthancError.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
        OrthancError.BadRange => StatusCodes.Status416RangeNotSatisfiable,
        OrthancError.DatabaseUnavailable => StatusCodes.Status503ServiceUnavailable,
        OrthancError.FullStorage => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>The error in words.</summary>
    public static string Words(this OrthancError error) => error switch
    {
        OrthancError.ParameterOutOfRange => "Parameter out of range",
        OrthancError.BadParameterType => "Bad type for a parameter",
        OrthancError.BadSequenceOfCalls => "Bad sequence of calls",
        OrthancError.InexistentItem => "Accessing an inexistent item",
        OrthancError.BadRequest => "Bad request",
        OrthancError.NetworkProtocol => "Error in the network protocol",
        OrthancError.UriSyntax => "Badly formatted URI",
        OrthancError.InexistentFile => "Inexistent file",
        OrthancError.BadFileFormat => "Bad file format",
        OrthancError.UnknownResource => "Unknown resource",
        OrthancError.FullStorage => "The file storage is full",
        OrthancError.CorruptedFile => "Corrupted file (e.g. inconsistent MD5 hash)",
        OrthancError.InexistentTag => "Inexistent tag",
        OrthancError.Unauthorized => "Not let in with these credentials",
        OrthancError.UnknownDicomTag => "Unknown DICOM tag",
        OrthancError.BadJson => "Cannot parse a JSON document",
        OrthancError.DatabaseUnavailable => "The database is currently not available (probably a transient situation)",
        OrthancError.BadRange => "Incorrect range request",
        OrthancError.Revision => "Mismatched revision number",
        OrthancError.ForbiddenAccess => "Access to a resource is forbidden",
        OrthancError.DuplicateResource => "Duplicate resource",
        OrthancError.UnsupportedMediaType => "Unsupported media type",
        _ => "Internal error",
    };
}

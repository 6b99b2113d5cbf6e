using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Plugins.Calls;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Server.DimseServices.Storage;

/// <summary>The status of a C-STORE response (PS3.4 B.2.3) with its comment, which says why and nothing of what the data set holds.</summary>
/// <param name="Status">The status.</param>
/// <param name="Comment">Why; null for success.</param>
internal readonly record struct StoreAnswer(DimseStatus Status, string? Comment)
{
    /// <summary>For what the pipeline says.</summary>
    public static StoreAnswer Of(IngestResult result, Quirks quirks) => result.Status switch
    {
        IngestStatus.Duplicate => new(DimseStatus.DuplicateSopInstance, "Stored already, and duplicates are rejected"),
        IngestStatus.FilteredOut when quirks.TellsFiltered => new(DimseStatus.NotAuthorized, result.Reason ?? "Filtered out"),
        _ => new(DimseStatus.Success, null),
    };

    /// <summary>For what kept it from being stored. Whatever nobody foresaw is a failure of the store.</summary>
    /// <param name="exception">What the pipeline threw.</param>
    /// <param name="dataSetStart">Bytes in front of the data set, which the sender knows nothing of.</param>
    public static StoreAnswer Of(Exception exception, int dataSetStart) => exception switch
    {
        InstanceMismatchException e => new(DimseStatus.DataSetDoesNotMatchSopClass, $"{e.What} of the data set is not the command's"),
        DicomFormatException e => new(DimseStatus.CannotUnderstand, Describe(e, dataSetStart)),
        InvalidDataException => new(DimseStatus.CannotUnderstand, "The data set cannot be decoded"),
        FilterUnavailableException => new(DimseStatus.OutOfResources, "A plugin could not judge it: send it again later"),
        IngestBudgetException => new(DimseStatus.OutOfResources, "Too much is being received: send it again in a moment"),
        StorageFullException or IndexFullException => new(DimseStatus.OutOfResources, "No room: the disk is full, or the quota is used up"),
        IndexUnavailableException => new(DimseStatus.OutOfResources, "The index is busy: send it again in a moment"),
        _ => new(DimseStatus.StorageFailure, "The store failed: see the log of the server"),
    };

    // Tag and offset first, as 64 characters may not hold all (PS3.7 C.4).
    private static string Describe(DicomFormatException e, int dataSetStart)
    {
        string what = e.Fault switch
        {
            DicomFault.NotDicom => "no DICOM data set",
            DicomFault.Truncated => "data set ends too early",
            DicomFault.LimitExceeded => "beyond a limit",
            DicomFault.NotIdentified => "absent, empty or not of an instance",
            _ => "malformed",
        };
        long offset = Math.Max(0, e.Offset - dataSetStart);
        return e.Tag == 0 ? $"{what} (byte {offset})" : e.Offset == 0 ? $"({TagText.Format(e.Tag)}) {what}" : $"({TagText.Format(e.Tag)}) byte {offset}: {what}";
    }
}

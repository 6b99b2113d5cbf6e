using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Cli.Import;

/// <summary>What the reader's verdict on a file means for an import.</summary>
internal static class Refusal
{
    // Files so named were meant to be instances: that they are none is a loss to be told, not a stray file to be passed over.
    private static readonly string[] DicomNames = [".dcm", ".dicom", ".dic", ".ima"];

    public static ImportResult Of(DicomFormatException e) => e switch
    {
        { Fault: DicomFault.NotIdentified, Tag: Tags.DirectoryRecordSequence } => new ImportResult(ImportKind.Skipped, ImportReason.DicomDir, e.Message),
        { Fault: DicomFault.NotDicom } => new ImportResult(ImportKind.Refused, ImportReason.NotDicom, e.Message),
        _ => new ImportResult(ImportKind.Refused, e.Fault.ToString(), e.Message),
    };

    /// <summary>What is no DICOM file at all, and does not claim to be one by its name, is passed over.</summary>
    public static ImportResult ForName(this ImportResult result, string path) =>
        result is { Kind: ImportKind.Refused, Reason: ImportReason.NotDicom } && !DicomNames.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
            ? result with { Kind = ImportKind.Skipped }
            : result;
}

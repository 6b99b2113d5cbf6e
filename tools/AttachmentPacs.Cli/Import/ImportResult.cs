using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Cli.Import;

/// <summary>What became of one file.</summary>
internal enum ImportKind
{
    /// <summary>It is in the archive now, durable.</summary>
    Stored,

    /// <summary>This very content was in the archive already.</summary>
    Present,

    /// <summary>It is no instance, and does not look as if it should be one.</summary>
    Skipped,

    /// <summary>It should be an instance, and the archive does not take it.</summary>
    Refused,

    /// <summary>It could not be read.</summary>
    Failed,
}

/// <summary>What became of one file, and why.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Reason">One of <see cref="ImportReason"/>; empty for what is in the archive.</param>
/// <param name="Message">Why, in words, with tag and byte offset where there are any.</param>
/// <param name="Instance">Of an instance that is there already, if the archive told it.</param>
internal readonly record struct ImportResult(ImportKind Kind, string Reason = "", string Message = "", ResourceId? Instance = null)
{
    public static ImportResult Stored { get; } = new(ImportKind.Stored);

    /// <summary>The archive's own rules, or a plugin of it, refuse it.</summary>
    /// <param name="reason">In the archive's words; null if it gives none.</param>
    public static ImportResult Filtered(string? reason) => new(ImportKind.Refused, ImportReason.FilteredOut, reason ?? "The archive gives no reason");

    public static ImportResult Present(ResourceId? instance = null) => new(ImportKind.Present, Instance: instance);
}

/// <summary>Why a file was not taken: the words of the report (docs/command-line.md), beside the names of DicomFault.</summary>
internal static class ImportReason
{
    public const string NotDicom = "NotDicom";
    public const string DicomDir = "DicomDir";
    public const string NestedArchive = "NestedArchive";
    public const string OtherContent = "OtherContent";
    public const string FilteredOut = "FilteredOut";
    public const string NotTaken = "NotTaken";
    public const string Unreadable = "Unreadable";
    public const string Missing = "Missing";
    public const string OutsideFolder = "OutsideFolder";
    public const string BadArchive = "BadArchive";
}

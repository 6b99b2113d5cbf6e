using AttachmentPacs.Core.Ingest;

namespace AttachmentPacs.Core.Import;

/// <summary>A member that was not stored.</summary>
/// <param name="Index">Its number, from 0, among all members.</param>
/// <param name="Name">What its sender calls it: hostile text, and possibly a patient's name. Empty where names of all members are too long together.</param>
/// <param name="Reason">Why.</param>
public sealed record SkippedMember(int Index, string Name, string Reason);

/// <summary>What became of the members of an upload, each list in their order.</summary>
/// <param name="Instances">Those that are stored now, or were before, and those that a filter refused.</param>
/// <param name="Skipped">The others; folders are not members.</param>
public sealed record ImportReport(IReadOnlyList<IngestResult> Instances, IReadOnlyList<SkippedMember> Skipped);

/// <summary>An upload ended before its last member.</summary>
/// <param name="cause">What ended it.</param>
/// <param name="report">What became of the members before.</param>
public sealed class ImportException(Exception cause, ImportReport report) : Exception(cause.Message, cause)
{
    /// <summary>What ended it.</summary>
    public Exception Cause { get; } = cause;

    /// <summary>What became of the members before; nothing after them is stored.</summary>
    public ImportReport Report { get; } = report;
}

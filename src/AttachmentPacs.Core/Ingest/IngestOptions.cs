using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Core.Ingest;

/// <summary>What the pipeline does with each instance.</summary>
/// <param name="Compression">Of attachment 1 (Storage:Compression).</param>
/// <param name="SummaryCompression">Of attachment 2.</param>
/// <param name="OnDuplicate">Storage:Duplicates and Storage:DuplicatesBySource.</param>
/// <param name="Limits">What the reader puts up with.</param>
/// <param name="IngestBytes">Bytes that all instances on their way in may hold together.</param>
/// <param name="MaximumSize">Most bytes of one file (Accept:MaximumSize); 0 for no limit.</param>
public sealed record IngestOptions(
    Compression Compression, Compression SummaryCompression, DuplicatePolicies OnDuplicate, DicomLimits Limits, long IngestBytes, long MaximumSize = 0);

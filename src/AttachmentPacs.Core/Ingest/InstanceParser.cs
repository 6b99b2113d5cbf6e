using System.Buffers;
using AttachmentPacs.Dicom.Json;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Index;

namespace AttachmentPacs.Core.Ingest;

/// <summary>The reusable parts that one instance at a time needs: reader, summary writer and their buffers. Kept in a pool.</summary>
internal sealed class InstanceParser(DicomLimits limits) : IDisposable
{
    private const int RetainedSummary = 4 << 20;

    public DicomHeadReader Reader { get; } = new(limits);

    public TagReader Tags { get; } = new();

    public SummaryWriter Summaries { get; } = new();

    public ArrayBufferWriter<byte> Summary { get; private set; } = new(16 << 10);

    /// <summary>Bytes of memory that an unusually long summary has taken, outgrown buffers among them; 0 for others.</summary>
    public long SummaryTaken => Summary.Capacity > RetainedSummary ? 2L * Summary.Capacity : 0;

    /// <summary>What the file is besides DICOM; null if nothing.</summary>
    public string? ForeignPreamble { get; set; }

    /// <summary>Where main tags are collected before their number is known.</summary>
    public List<TagValue> Values { get; } = [];

    /// <summary>Text of a tag of the first level of a head that is complete; null if it is not there.</summary>
    public string? Find(uint tag) => Tags.Find(Reader.Complete(), tag);

    /// <summary>Makes ready for the next instance.</summary>
    public void Reset()
    {
        Reader.Reset();
        ForeignPreamble = null;
        if (Summary.Capacity > RetainedSummary) Summary = new ArrayBufferWriter<byte>(16 << 10);
        else Summary.ResetWrittenCount();
    }

    public void Dispose()
    {
        Reader.Dispose();
        Summaries.Dispose();
    }
}

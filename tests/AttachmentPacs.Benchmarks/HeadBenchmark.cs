using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Json;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.TestKit;
using BenchmarkDotNet.Attributes;

namespace AttachmentPacs.Benchmarks;

/// <summary>What an instance costs before a byte of it is stored: head, ids, main tags, summary, of a CT of 526 KB.</summary>
[MemoryDiagnoser]
public class HeadBenchmark : IDisposable
{
    private const int PieceSize = 128 << 10;

    private readonly byte[] _file = SyntheticCt.Create();
    private readonly InstanceParser _parser = new(DicomLimits.Default);

    [Benchmark]
    public int HeadOnly()
    {
        _parser.Reset();
        return Read().Elements.Length;
    }

    [Benchmark]
    public int HeadIdsTagsAndSummary()
    {
        _parser.Reset();
        DicomHead head = Read();
        InstanceIdentity identity = InstanceIdentity.Of(head, _parser.Tags);
        InstanceRows rows = InstanceRows.Of(head, _parser, identity, IngestOrigin.Rest("127.0.0.1", ""), DateTimeOffset.UnixEpoch);
        _parser.Summaries.Write(head, SummaryOptions.Default, _parser.Summary);
        return _parser.Summary.WrittenCount + rows.Study.MainTags.Count;
    }

    [Benchmark]
    public int HeadIdsAndSummary()
    {
        _parser.Reset();
        DicomHead head = Read();
        InstanceIdentity.Of(head, _parser.Tags);
        _parser.Summaries.Write(head, SummaryOptions.Default, _parser.Summary);
        return _parser.Summary.WrittenCount;
    }

    public void Dispose()
    {
        _parser.Dispose();
        GC.SuppressFinalize(this);
    }

    private DicomHead Read()
    {
        for (int at = 0; at < _file.Length; at += PieceSize) _parser.Reader.Feed(_file.AsSpan(at, Math.Min(PieceSize, _file.Length - at)));
        return _parser.Reader.Complete();
    }
}

using System.Buffers;
using AttachmentPacs.Dicom.Json;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.TestKit;
using BenchmarkDotNet.Attributes;

namespace AttachmentPacs.Benchmarks;

/// <summary>The JSON summary of a CT whose head has been read, into a buffer that is used again.</summary>
[MemoryDiagnoser]
public class SummaryBenchmark
{
    private readonly DicomHeadReader _reader = new();
    private readonly SummaryWriter _writer = new();
    private readonly ArrayBufferWriter<byte> _summary = new(64 << 10);

    [GlobalSetup]
    public void Read() => _reader.Feed(SyntheticCt.Create());

    [GlobalCleanup]
    public void Close()
    {
        _reader.Dispose();
        _writer.Dispose();
    }

    [Benchmark]
    public int Summary()
    {
        _summary.ResetWrittenCount();
        _writer.Write(_reader.Complete(), SummaryOptions.Default, _summary);
        return _summary.WrittenCount;
    }
}

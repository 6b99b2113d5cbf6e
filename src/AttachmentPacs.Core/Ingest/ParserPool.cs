using System.Collections.Concurrent;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Core.Ingest;

/// <summary>Keeps four times as many idle parsers as there are processors.</summary>
internal sealed class ParserPool(DicomLimits limits) : IDisposable
{
    private readonly ConcurrentBag<InstanceParser> _idle = [];

    public InstanceParser Rent() => _idle.TryTake(out InstanceParser? parser) ? parser : new InstanceParser(limits);

    public void Return(InstanceParser parser)
    {
        parser.Reset();
        if (_idle.Count < Environment.ProcessorCount * 4) _idle.Add(parser);
        else parser.Dispose();
    }

    public void Dispose()
    {
        while (_idle.TryTake(out InstanceParser? parser)) parser.Dispose();
    }
}

using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Tests.Support;
using AttachmentPacs.TestKit;
using BenchmarkDotNet.Attributes;

namespace AttachmentPacs.Benchmarks;

/// <summary>A C-STORE of a CT of 526 KB, its PDUs read from memory to the end of the data set.</summary>
[MemoryDiagnoser]
public class PduBenchmark
{
    private readonly byte[] _buffer = new byte[128 << 10];
    private MemoryStream _wire = null!;
    private IdleTimer _idle = null!;
    private MessageReader _messages = null!;

    [Params(16 << 10, 128 << 10)]
    public int Pdu { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _wire = new MemoryStream(Wire.StoreMessage(SyntheticCt.Create(), fragment: Pdu - 6));
        _idle = new IdleTimer(TimeProvider.System);
        var contexts = new Dictionary<byte, PresentationContext> { [3] = new(3, Wire.CtImage, Wire.ExplicitLittle) };
        _messages = new MessageReader(new PduReader(_wire, _idle), contexts, (uint)Pdu);
    }

    [GlobalCleanup]
    public void Close()
    {
        _idle.Dispose();
        _wire.Dispose();
    }

    [Benchmark]
    public async Task<long> Message()
    {
        _wire.Position = 0;
        (_, DimseMessage? message) = await _messages.NextAsync(CancellationToken.None);
        long size = 0;
        while (await message!.DataSet!.ReadAsync(_buffer) is > 0 and int count) size += count;
        return size;
    }
}

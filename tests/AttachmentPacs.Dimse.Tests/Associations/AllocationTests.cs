using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Dimse.Tests.Associations;

/// <summary>What reading a CT allocates that comes as a C-STORE, in PDUs of 16 KiB.</summary>
public sealed class AllocationTests : IDisposable
{
    private const int DataSet = 526 << 10;
    private const uint MaxPdu = 16 << 10;

    private readonly ITestOutputHelper _output;
    private readonly MemoryStream _wire = new(Wire.StoreMessage(Wire.Bytes(DataSet), fragment: (int)MaxPdu - 6));
    private readonly IdleTimer _idle = new(TimeProvider.System);
    private readonly PduReader _pdus;
    private readonly MessageReader _messages;
    private readonly byte[] _buffer = new byte[128 << 10];

    public AllocationTests(ITestOutputHelper output)
    {
        _output = output;
        _pdus = new PduReader(_wire, _idle);
        _messages = new MessageReader(
            _pdus, new Dictionary<byte, PresentationContext> { [3] = new(3, Wire.CtImage, Wire.ExplicitLittle) }, MaxPdu);
    }

    public void Dispose()
    {
        _idle.Dispose();
        _wire.Dispose();
    }

    [Fact]
    public void Pdus_are_read_within_their_budget() => Check(AllocationBudgets.Pdus, ReadPdusAsync);

    [Fact]
    public void Message_is_read_within_its_budget() => Check(AllocationBudgets.StoreMessage, ReadMessageAsync);

    private void Check(AllocationBudget budget, Func<ValueTask<long>> read)
    {
        // The stream gives all at once: nothing is measured on another thread.
        bool isDone = true;
        long size = 0;
        budget.Check(
            Allocations.OnThisThread(() =>
            {
                _wire.Position = 0;
                ValueTask<long> task = read();
                isDone &= task.IsCompletedSuccessfully;
                size = task.Result;
            }),
            _output.WriteLine);
        Assert.True(isDone);
        Assert.InRange(size, DataSet, DataSet + 1000);
    }

    private async ValueTask<long> ReadPdusAsync()
    {
        long size = 0;
        while (await _pdus.HeaderAsync(CancellationToken.None) is { } pdu)
        {
            await _pdus.ValueHeaderAsync(CancellationToken.None);
            for (long left = pdu.Length - 6; left > 0;)
            {
                int count = await _pdus.CopyAsync(_buffer.AsMemory(0, (int)Math.Min(left, _buffer.Length)), CancellationToken.None);
                left -= count;
                size += count;
            }
        }

        return size;
    }

    private async ValueTask<long> ReadMessageAsync()
    {
        (_, DimseMessage? message) = await _messages.NextAsync(CancellationToken.None);
        long size = 0;
        while (await message!.DataSet!.ReadAsync(_buffer) is > 0 and int count) size += count;
        return size;
    }
}

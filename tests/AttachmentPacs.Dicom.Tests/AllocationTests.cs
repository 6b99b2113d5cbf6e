using System.Buffers;
using AttachmentPacs.Dicom.Json;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Dicom.Tests;

/// <summary>What reading a CT of 526 KB allocates, handed over in pieces as an upload is.</summary>
public sealed class AllocationTests(ITestOutputHelper output) : IDisposable
{
    private const int Piece = 128 << 10;

    private readonly byte[] _file = SyntheticCt.Create();
    private readonly DicomHeadReader _reader = new();

    public void Dispose() => _reader.Dispose();

    [Fact]
    public void Head_is_read_within_its_budget()
    {
        AllocationBudgets.Head.Check(Allocations.OnThisThread(Read), output.WriteLine);
        Assert.InRange(_reader.Complete().Elements.Length, 90, 110);
    }

    [Fact]
    public void Summary_is_written_within_its_budget()
    {
        using var writer = new SummaryWriter();
        var buffer = new ArrayBufferWriter<byte>(64 << 10);
        Read();

        AllocationBudgets.Summary.Check(
            Allocations.OnThisThread(() =>
            {
                buffer.ResetWrittenCount();
                writer.Write(_reader.Complete(), SummaryOptions.Default, buffer);
            }),
            output.WriteLine);
        Assert.InRange(buffer.WrittenCount, 5_000, 20_000);
    }

    private void Read()
    {
        _reader.Reset();
        for (int at = 0; at < _file.Length; at += Piece) _reader.Feed(_file.AsSpan(at, Math.Min(Piece, _file.Length - at)));
        _reader.Complete();
    }
}

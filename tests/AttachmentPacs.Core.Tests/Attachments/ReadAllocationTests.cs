using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Core.Tests.Attachments;

/// <summary>Allocations of a read, exact because all of it is done on one thread: the question to the index, the file, its verification, its decoding.</summary>
public class ReadAllocationTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(AttachmentType.Dicom, 2048)]
    [InlineData(AttachmentType.DicomAsJson, 2048)]
    public async Task Attachment_found_and_read_stays_within_its_budget(int type, long budget)
    {
#if DEBUG
        await Task.CompletedTask;
        output.WriteLine($"Budgets hold for Release builds: nothing was tested here of {type} and {budget}.");
#else
        await using TestArchive archive = await TestArchive.OpenAsync();
        ResourceId id = (await archive.StoreAsync(SyntheticCt.Create())).Identity.Instance;
        for (int i = 0; i < 50; i++) await ReadAsync(archive, id, type);
        long least = long.MaxValue;
        for (int i = 0; i < 20; i++) least = Math.Min(least, await ReadAsync(archive, id, type));

        output.WriteLine($"{least} bytes of {budget}");
        Assert.InRange(least, 1, budget);
#endif
    }

#if !DEBUG
    private static async Task<long> ReadAsync(TestArchive archive, ResourceId id, int type)
    {
        using var sink = new Sink();
        int thread = Environment.CurrentManagedThreadId;
        long before = GC.GetAllocatedBytesForCurrentThread();
        (ResourceRow resource, AttachmentRow? row) = (await archive.Index.FindAttachmentAsync(ResourceLevel.Instance, id, type, default))!.Value;
        await archive.Reader.CopyAsync(new Attachment(resource, row!), AttachmentReader.Form.Content, 0, row!.Blob.UncompressedSize, sink, default);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(thread, Environment.CurrentManagedThreadId);
        Assert.Equal(row.Blob.UncompressedSize, sink.Count);
        return allocated;
    }

    // Takes everything at once, as a fast network does.
    private sealed class Sink : MemoryStream
    {
        public long Count { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Count += buffer.Length;
            return ValueTask.CompletedTask;
        }
    }
#endif
}

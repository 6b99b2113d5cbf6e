using System.Collections.Concurrent;
using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.FileSystem;

/// <summary>
/// Durability is not traded: between the last byte of a blob and the word that it is published lies a flush of contents and names that began when
/// the blob was complete and had its name. Each blob for itself, however many share a flush.
/// </summary>
public sealed class AcknowledgementTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RecordingMedium _medium = new();
    private readonly ConcurrentQueue<Flush> _flushes = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Blob_is_acknowledged_only_after_a_flush_that_began_when_it_had_its_name(int publishers)
    {
        const int Each = 20;
        var named = new ConcurrentDictionary<BlobId, bool>();
        await using FileSystemBlobStore store = new(_folder.Options(Durability.Full), _ => _medium, _ => long.MaxValue);

        // What has its name when a flush begins: only that is proven by it.
        int begun = 0;
        _medium.OnCall = call => _flushes.Enqueue(new Flush(Interlocked.Increment(ref begun), call, [.. named.Keys.Where(IsNamed)]));
        int acknowledged = 0;
        await Task.WhenAll(Enumerable.Range(0, publishers).Select(publisher => Task.Run(async () =>
        {
            for (int number = 0; number < Each; number++)
            {
                await using BlobDraft draft = await store.DraftAsync(Content.Random(3000, (publisher * Each) + number), Compression.None);
                BlobInfo blob = await draft.CompleteAsync(CancellationToken.None);
                named[blob.Id] = true;
                int before = Volatile.Read(ref begun);
                await store.PublishAsync([draft], CancellationToken.None);
                Check(blob.Id, [.. _flushes.Where(flush => flush.Order > before)]);
                Interlocked.Increment(ref acknowledged);
            }
        })));

        Assert.Equal(publishers * Each, acknowledged);
        Assert.Equal((acknowledged, acknowledged), (store.Flushes.Contents, store.Flushes.Names));
        if (publishers == 1) Assert.Equal(Each, store.Flushes.Calls);
    }

    private bool IsNamed(BlobId blob) => File.Exists(new BlobPaths(_folder.Combine("store")).File(blob));

    private static void Check(BlobId blob, Flush[] since) =>
        Assert.True(since.Any(flush => flush.Call == "all" && flush.Named.Contains(blob)), $"{blob} was acknowledged, but not flushed after it had its name");

    /// <param name="Order">Of its beginning.</param>
    /// <param name="Call">As the medium wrote it down.</param>
    /// <param name="Named">Blobs that had their name when it began.</param>
    private sealed record Flush(int Order, string Call, HashSet<BlobId> Named);
}

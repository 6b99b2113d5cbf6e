using System.Collections.Concurrent;
using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.FileSystem;

/// <summary>Publications that break between the giving of a name and the proof of it: what they leave, and on which threads they run.</summary>
public sealed class BrokenPublicationTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RecordingMedium _medium = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Republication_whose_flush_fails_leaves_no_file()
    {
        await using FileSystemBlobStore store = Open();
        await using BlobDraft draft = await store.DraftAsync(Content.Random(5000), Compression.None);
        await draft.CompleteAsync(CancellationToken.None);
        BlobInfo blob = (await store.PublishAsync([draft], CancellationToken.None))[0];
        _medium.OnCall = _ => throw new IOException("medium failed");

        await Assert.ThrowsAsync<IOException>(() => store.RepublishAsync(draft, CancellationToken.None));

        _medium.OnCall = _ => { };
        Assert.Equal([blob.Id], store.List(CancellationToken.None).Select(stored => stored.Id));
    }

    [Fact]
    public async Task Republication_does_its_work_off_the_thread_that_tells_of_publications()
    {
        ConcurrentBag<string?> threads = [];
        using var isAwaited = new ManualResetEventSlim();
        await using FileSystemBlobStore store = new(_folder.Options(Durability.Full, directWrites: false), _ => _medium, _ => long.MaxValue);

        // As long as is told of its writing, and not longer than what waits for the group's flush alone: so that it is asked for before it has ended.
        await using BlobDraft draft = await store.DraftAsync(new byte[8 << 20], Compression.None, 1 << 20);
        await draft.CompleteAsync(CancellationToken.None);
        _medium.OnCall = call =>
        {
            if (call == "all") isAwaited.Wait();
            if (call.StartsWith("start", StringComparison.Ordinal)) threads.Add(Thread.CurrentThread.Name);
        };

        // Whoever asks only after the publication has ended goes on where he is.
        Task<string?> republishing = RepublishAsync();
        isAwaited.Set();
        string? told = await republishing;

        Assert.Equal("blob publisher", told);
        Assert.NotEmpty(threads);
        Assert.DoesNotContain(told, threads);

        async Task<string?> RepublishAsync()
        {
            await store.PublishAsync([draft], CancellationToken.None).ConfigureAwait(false);
            string? name = Thread.CurrentThread.Name;
            await store.RepublishAsync(draft, CancellationToken.None).ConfigureAwait(false);
            return name;
        }
    }

    [Fact]
    public async Task Name_whose_group_ended_in_an_unforeseen_way_is_there_once_the_content_comes_again()
    {
        await using FileSystemBlobStore store = Open();
        BlobInfo blob;
        await using (BlobDraft lost = await store.DraftAsync(Content.Random(5000), Compression.None))
        {
            blob = await lost.CompleteAsync(CancellationToken.None);
            _medium.OnCall = _ => throw new InvalidOperationException("unforeseen");
            await Assert.ThrowsAsync<InvalidOperationException>(() => store.PublishAsync([lost], CancellationToken.None));
        }

        Assert.False(store.Exists(blob.Id));
        _medium.OnCall = _ => { };
        await store.StoreAsync(Content.Random(5000), Compression.None);

        Assert.True(store.Exists(blob.Id));
    }

    private FileSystemBlobStore Open() => new(_folder.Options(Durability.Full), _ => _medium, _ => long.MaxValue);
}

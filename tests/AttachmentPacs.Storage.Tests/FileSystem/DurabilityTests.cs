using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.FileSystem;

public sealed class DurabilityTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RecordingMedium _medium = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lone_blob_is_flushed_then_named_then_its_folders_flushed()
    {
        await using FileSystemBlobStore store = Open();
        (BlobDraft draft, BlobInfo blob) = await CompleteAsync(store, 1);
        _medium.OnCall = call => Assert.Equal(call.StartsWith("folder", StringComparison.Ordinal), store.Exists(blob.Id));
        _medium.Calls.Clear();
        await store.PublishAsync([draft], CancellationToken.None);

        string name = blob.Id.ToString();
        Assert.Equal(["file drafts", "folder " + name[2..4], "folder " + name[..2], "folder store"], _medium.Calls);
        Assert.Equal(new FlushCounts(1, 1, 4), store.Flushes);
        await draft.DisposeAsync();
        Assert.True(store.Exists(blob.Id));
    }

    [Fact]
    public async Task Several_blobs_share_one_flush_of_contents_and_one_of_names()
    {
        await using FileSystemBlobStore store = Open();
        (BlobDraft Draft, BlobInfo Blob)[] all = [await CompleteAsync(store, 1), await CompleteAsync(store, 2), await CompleteAsync(store, 3)];
        int flush = 0;
        _medium.OnCall = _ =>
        {
            flush++;
            Assert.All(all, one => Assert.Equal(flush == 2, store.Exists(one.Blob.Id)));
        };
        _medium.Calls.Clear();
        await store.PublishAsync([.. all.Select(one => one.Draft)], CancellationToken.None);

        Assert.Equal(["all", "all"], _medium.Calls);
        Assert.Equal(new FlushCounts(3, 3, 2), store.Flushes);
    }

    [Fact]
    public async Task Callers_that_wait_share_the_next_group()
    {
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim release = new();
        await using FileSystemBlobStore store = Open();
        (BlobDraft Draft, BlobInfo Blob)[] all = [.. await Task.WhenAll(Enumerable.Range(0, 16).Select(number => CompleteAsync(store, number)))];
        _medium.Calls.Clear();
        _medium.OnCall = call =>
        {
            if (!call.StartsWith("file", StringComparison.Ordinal)) return;
            entered.Set();
            release.Wait();
        };
        Task first = store.PublishAsync([all[0].Draft], CancellationToken.None);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(60)), "The content of a lone blob was not flushed.");
        Task[] others = [.. all[1..].Select(one => store.PublishAsync([one.Draft], CancellationToken.None))];
        Assert.All(others, other => Assert.False(other.IsCompleted));
        release.Set();
        await first;
        await Task.WhenAll(others);

        Assert.Equal(new FlushCounts(16, 16, 4 + 2), store.Flushes);
        Assert.Equal(["all", "all"], _medium.Calls.TakeLast(2));
    }

    [Fact]
    public async Task System_without_a_common_flush_flushes_each_file_and_folder()
    {
        RecordingMedium medium = new(canFlushAll: false);
        await using FileSystemBlobStore store = new(_folder.Options(Durability.Full), _ => medium, _ => long.MaxValue);
        (BlobDraft Draft, BlobInfo)[] all = [await CompleteAsync(store, 1), await CompleteAsync(store, 2)];
        medium.Calls.Clear();
        await store.PublishAsync([.. all.Select(one => one.Draft)], CancellationToken.None);

        Assert.Equal(new FlushCounts(2, 2, 8), store.Flushes);
        Assert.DoesNotContain("all", medium.Calls);
    }

    [Fact]
    public async Task Large_content_is_flushed_before_it_joins_a_group()
    {
        await using FileSystemBlobStore store = Open();
        await using BlobDraft draft = await store.DraftAsync(new byte[20 << 20], Compression.None, 1 << 20);
        await draft.CompleteAsync(CancellationToken.None);
        await store.PublishAsync([draft], CancellationToken.None);

        Assert.Equal(["start 0+8388608", "start 8388608+8388608", "file drafts"], _medium.Calls.Skip(1).Take(3));
        Assert.Equal(1, store.Flushes.Contents);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("all")]
    public async Task Draft_whose_flush_failed_is_never_published(string failing)
    {
        await using FileSystemBlobStore store = Open();
        (BlobDraft Draft, BlobInfo Blob)[] all = [await CompleteAsync(store, 1), await CompleteAsync(store, 2)];
        BlobDraft[] drafts = [.. all.Select(one => one.Draft).Take(failing == "all" ? 2 : 1)];
        _medium.OnCall = call =>
        {
            if (call.StartsWith(failing, StringComparison.Ordinal)) throw new IOException("medium failed");
        };

        IOException e = await Assert.ThrowsAsync<IOException>(() => store.PublishAsync(drafts, CancellationToken.None));
        Assert.Equal("medium failed", e.Message);
        _medium.OnCall = _ => { };
        foreach (BlobDraft draft in drafts)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => store.PublishAsync([draft], CancellationToken.None));
            await Assert.ThrowsAsync<InvalidOperationException>(() => store.RepublishAsync(draft, CancellationToken.None));
        }

        Assert.Empty(store.List(CancellationToken.None));
        Assert.Equal(0, store.Flushes.Contents);
    }

    [Fact]
    public async Task Names_that_were_not_flushed_are_not_acknowledged()
    {
        await using FileSystemBlobStore store = Open();
        (BlobDraft draft, _) = await CompleteAsync(store, 1);
        _medium.OnCall = call =>
        {
            if (call == "folder store") throw new IOException("medium failed");
        };

        await Assert.ThrowsAsync<IOException>(() => store.PublishAsync([draft], CancellationToken.None));
        Assert.Equal(0, store.Flushes.Names);
        await draft.DisposeAsync();
    }

    [Fact]
    public async Task Failure_of_one_lone_group_leaves_the_next_alone()
    {
        await using FileSystemBlobStore store = Open();
        (BlobDraft bad, _) = await CompleteAsync(store, 1);
        (BlobDraft good, BlobInfo blob) = await CompleteAsync(store, 2);
        _medium.OnCall = _ => throw new IOException("medium failed");
        await Assert.ThrowsAsync<IOException>(() => store.PublishAsync([bad], CancellationToken.None));
        _medium.OnCall = _ => { };
        await store.PublishAsync([good], CancellationToken.None);

        Assert.True(store.Exists(blob.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Draft_begun_before_a_failed_common_flush_is_proven_by_its_own_handle_or_refused(int failingFlush)
    {
        await using FileSystemBlobStore store = Open();
        (BlobDraft Draft, BlobInfo Blob)[] all = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(number => CompleteAsync(store, number)))];
        int flushes = 0;
        _medium.OnCall = call =>
        {
            if (call == "all" && ++flushes == failingFlush) throw new IOException("medium failed");
        };
        await Assert.ThrowsAsync<IOException>(() => store.PublishAsync([all[0].Draft, all[1].Draft], CancellationToken.None));

        // The system has reported the failure, and will not do so again but to the handles of the files concerned.
        _medium.Calls.Clear();
        _medium.OnCall = call =>
        {
            if (call == "file drafts") throw new IOException("these bytes are lost");
        };
        (BlobDraft later, BlobInfo laterBlob) = await CompleteAsync(store, 5);
        IOException lost = await Assert.ThrowsAsync<IOException>(() => store.PublishAsync([all[2].Draft, later], CancellationToken.None));
        Assert.Equal("these bytes are lost", lost.Message);
        Assert.False(store.Exists(all[2].Blob.Id));
        Assert.False(store.Exists(laterBlob.Id));

        _medium.OnCall = _ => { };
        (BlobDraft fresh, _) = await CompleteAsync(store, 6);
        await store.PublishAsync([all[3].Draft, fresh], CancellationToken.None);
        Assert.Equal(["file drafts", "file drafts", "all", "all"], _medium.Calls.TakeLast(4));
        (BlobDraft one, _) = await CompleteAsync(store, 7);
        (BlobDraft two, _) = await CompleteAsync(store, 8);
        _medium.Calls.Clear();
        await store.PublishAsync([one, two], CancellationToken.None);
        Assert.Equal(["all", "all"], _medium.Calls);
    }

    [Fact]
    public async Task Nothing_is_flushed_where_the_operating_system_is_trusted()
    {
        await using FileSystemBlobStore store = new(_folder.Options(Durability.Os), _ => _medium, _ => long.MaxValue);
        await store.StoreAsync(new byte[20 << 20], Compression.None);

        Assert.Empty(_medium.Calls);
        Assert.Equal(default, store.Flushes);
    }

    [Fact]
    public async Task Every_blob_published_by_many_at_once_was_flushed()
    {
        await using FileSystemBlobStore store = new(_folder.Options(Durability.Full));
        await Task.WhenAll(Enumerable.Range(0, 64).Select(number => Task.Run(() => store.StoreAsync(Content.Random(5000, number), Compression.None))));
        FlushCounts flushes = store.Flushes;

        Assert.Equal((64, 64), (flushes.Contents, flushes.Names));
        Assert.Equal(64, store.List(CancellationToken.None).Count());
    }

    private FileSystemBlobStore Open() => new(_folder.Options(Durability.Full), _ => _medium, _ => long.MaxValue);

    private static async Task<(BlobDraft Draft, BlobInfo Blob)> CompleteAsync(FileSystemBlobStore store, int seed)
    {
        BlobDraft draft = await store.DraftAsync(Content.Random(100, seed), Compression.None);
        return (draft, await draft.CompleteAsync(CancellationToken.None));
    }
}

using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.FileSystem;

public sealed class DurabilityTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RecordingMedium _medium = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task New_blobs_are_named_then_flushed_with_their_names_in_one_call(int count)
    {
        await using FileSystemBlobStore store = Open();
        (BlobDraft Draft, BlobInfo Blob)[] all = [.. await Task.WhenAll(Enumerable.Range(0, count).Select(number => CompleteAsync(store, number)))];
        _medium.OnCall = _ =>
        {
            // Under their names already, for the flush to take them, but not for the index.
            Assert.Equal(count, store.List(CancellationToken.None).Count());
            Assert.All(all, one => Assert.False(store.Exists(one.Blob.Id)));
        };
        _medium.Calls.Clear();
        await store.PublishAsync([.. all.Select(one => one.Draft)], CancellationToken.None);

        Assert.Equal(["all"], _medium.Calls);
        Assert.Equal(new FlushCounts(count, count, 1), store.Flushes);
        Assert.All(all, one => Assert.True(store.Exists(one.Blob.Id)));
    }

    [Fact]
    public async Task Blob_whose_name_is_taken_is_flushed_before_it_replaces_and_its_name_afterwards()
    {
        await using FileSystemBlobStore store = Open();
        (BlobDraft first, BlobInfo blob) = await CompleteAsync(store, 1);
        await store.PublishAsync([first], CancellationToken.None);
        (BlobDraft second, _) = await CompleteAsync(store, 1);
        string path = Directory.GetFiles(_folder.Path, blob.Id.ToString(), SearchOption.AllDirectories).Single();
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        List<bool> replaced = [];
        _medium.OnCall = _ =>
        {
            replaced.Add(File.GetLastWriteTimeUtc(path) != DateTime.UnixEpoch);
            Assert.True(store.Exists(blob.Id));
        };
        _medium.Calls.Clear();
        await store.PublishAsync([second], CancellationToken.None);

        Assert.Equal(["all", "all"], _medium.Calls);
        Assert.Equal([false, true], replaced);
    }

    [Fact]
    public async Task Name_whose_flush_failed_is_not_there_for_the_index_until_it_is_published_again()
    {
        await using FileSystemBlobStore store = Open();
        (BlobDraft first, BlobInfo blob) = await CompleteAsync(store, 1);
        _medium.OnCall = _ => throw new IOException("medium failed");
        await Assert.ThrowsAsync<IOException>(() => store.PublishAsync([first], CancellationToken.None));
        Assert.False(store.Exists(blob.Id));
        _medium.OnCall = _ => { };
        (BlobDraft second, _) = await CompleteAsync(store, 1);
        _medium.Calls.Clear();
        await store.PublishAsync([second], CancellationToken.None);

        Assert.Equal(["all", "all"], _medium.Calls);
        Assert.True(store.Exists(blob.Id));
    }

    [Fact]
    public async Task Callers_that_wait_share_the_next_group()
    {
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim release = new();
        await using FileSystemBlobStore store = Open();
        (BlobDraft Draft, BlobInfo Blob)[] all = [.. await Task.WhenAll(Enumerable.Range(0, 16).Select(number => CompleteAsync(store, number)))];
        _medium.Calls.Clear();
        _medium.OnCall = _ =>
        {
            entered.Set();
            release.Wait();
        };
        Task first = store.PublishAsync([all[0].Draft], CancellationToken.None);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(60)), "A lone blob was not flushed.");
        Task[] others = [.. all[1..].Select(one => store.PublishAsync([one.Draft], CancellationToken.None))];
        Assert.All(others, other => Assert.False(other.IsCompleted));
        release.Set();
        await first;
        await Task.WhenAll(others);

        Assert.Equal(new FlushCounts(16, 16, 2), store.Flushes);
        Assert.Equal(["all", "all"], _medium.Calls);
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
        await using FileSystemBlobStore store = new(_folder.Options(Durability.Full, directWrites: false), _ => _medium, _ => long.MaxValue);
        await using BlobDraft draft = await store.DraftAsync(new byte[20 << 20], Compression.None, 1 << 20);
        await draft.CompleteAsync(CancellationToken.None);
        await store.PublishAsync([draft], CancellationToken.None);

        Assert.Equal(["start 0+8388608", "start 8388608+8388608", "file drafts"], _medium.Calls.Skip(1).Take(3));
        Assert.Equal(1, store.Flushes.Contents);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Draft_whose_flush_failed_is_never_published(int count)
    {
        await using FileSystemBlobStore store = Open();
        (BlobDraft Draft, BlobInfo Blob)[] all = [.. await Task.WhenAll(Enumerable.Range(0, count).Select(number => CompleteAsync(store, number)))];
        BlobDraft[] drafts = [.. all.Select(one => one.Draft)];
        _medium.OnCall = _ => throw new IOException("medium failed");

        IOException e = await Assert.ThrowsAsync<IOException>(() => store.PublishAsync(drafts, CancellationToken.None));
        Assert.Equal("medium failed", e.Message);
        _medium.OnCall = _ => { };
        foreach (BlobDraft draft in drafts)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => store.PublishAsync([draft], CancellationToken.None));
            await Assert.ThrowsAsync<InvalidOperationException>(() => store.RepublishAsync(draft, CancellationToken.None));
        }

        Assert.All(all, one => Assert.False(store.Exists(one.Blob.Id)));
        Assert.Equal(default, store.Flushes);
    }

    [Fact]
    public async Task Names_that_were_not_flushed_are_not_acknowledged()
    {
        RecordingMedium medium = new(canFlushAll: false);
        await using FileSystemBlobStore store = new(_folder.Options(Durability.Full), _ => medium, _ => long.MaxValue);
        (BlobDraft draft, BlobInfo blob) = await CompleteAsync(store, 1);
        medium.OnCall = call =>
        {
            if (call == "folder store") throw new IOException("medium failed");
        };

        await Assert.ThrowsAsync<IOException>(() => store.PublishAsync([draft], CancellationToken.None));
        Assert.Equal(0, store.Flushes.Names);
        Assert.False(store.Exists(blob.Id));
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

    [Fact]
    public async Task Draft_begun_before_a_failed_common_flush_is_proven_by_its_own_handle_or_refused()
    {
        await using FileSystemBlobStore store = Open();
        (BlobDraft Draft, BlobInfo Blob)[] all = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(number => CompleteAsync(store, number)))];
        _medium.OnCall = _ => throw new IOException("medium failed");
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
        Assert.Equal(["file drafts", "file drafts", "all"], _medium.Calls.TakeLast(3));
        (BlobDraft one, _) = await CompleteAsync(store, 7);
        (BlobDraft two, _) = await CompleteAsync(store, 8);
        _medium.Calls.Clear();
        await store.PublishAsync([one, two], CancellationToken.None);
        Assert.Equal(["all"], _medium.Calls);
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

using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.FileSystem;

/// <summary>When a group of publications begins.</summary>
public sealed class CompanyTests : IDisposable
{
    private static readonly TimeSpan ForEver = TimeSpan.FromDays(1);
    private static readonly TimeSpan NoTime = TimeSpan.FromMilliseconds(1);

    private readonly TempFolder _folder = new();
    private readonly RecordingMedium _medium = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lone_caller_never_waits_however_many_drafts_he_has()
    {
        await using FileSystemBlobStore store = Open(ForEver);
        await using BlobDraft file = await CompleteAsync(store, 1);
        await using BlobDraft summary = await CompleteAsync(store, 2);
        await store.PublishAsync([file, summary], CancellationToken.None);

        Assert.Equal(0, store.Waits);
        Assert.Equal(["all"], _medium.Calls);
    }

    [Fact]
    public async Task Caller_waits_for_those_who_have_drafts_and_shares_their_flush()
    {
        await using FileSystemBlobStore store = Open(ForEver);
        await using BlobDraft first = await CompleteAsync(store, 1);
        await using BlobDraft second = await CompleteAsync(store, 2);
        Task one = store.PublishAsync([first], CancellationToken.None);
        Assert.False(one.IsCompleted);
        await store.PublishAsync([second], CancellationToken.None);
        await one;

        Assert.Equal(["all"], _medium.Calls);
    }

    [Fact]
    public async Task Nobody_is_waited_for_who_has_let_go_of_his_draft()
    {
        await using FileSystemBlobStore store = Open(ForEver);
        await using BlobDraft first = await CompleteAsync(store, 1);
        BlobDraft second = await CompleteAsync(store, 2);
        await second.DisposeAsync();
        await second.DisposeAsync();
        await store.PublishAsync([first], CancellationToken.None);

        Assert.Equal(0, store.Waits);
    }

    [Fact]
    public async Task Wait_ends_by_itself_and_after_one_in_vain_the_next_begin_at_once()
    {
        await using FileSystemBlobStore store = Open(NoTime);
        await using BlobDraft slow = await CompleteAsync(store, 0);
        List<int> waits = [];
        for (int number = 1; number <= 9; number++)
        {
            await using BlobDraft draft = await CompleteAsync(store, number);
            await store.PublishAsync([draft], CancellationToken.None);
            waits.Add(store.Waits);
        }

        Assert.Equal([1, 1, 1, 2, 2, 2, 2, 2, 3], waits);
    }

    [Fact]
    public async Task Name_that_is_removed_and_given_again_is_not_proven_by_the_flush_before()
    {
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim release = new();
        await using FileSystemBlobStore store = Open(NoTime);
        BlobId name = (await store.StoreAsync(Content.Random(100, 1), Compression.None)).Id;
        Assert.True(store.Remove(name));
        await using BlobDraft first = await CompleteAsync(store, 1);
        _medium.OnCall = _ =>
        {
            entered.Set();
            release.Wait();
        };
        Task one = store.PublishAsync([first], CancellationToken.None);
        Assert.True(entered.Wait(TimeSpan.FromSeconds(60)), "A lone blob was not flushed.");
        Assert.True(store.Remove(name));
        await using BlobDraft second = await CompleteAsync(store, 1);
        Task two = store.PublishAsync([second], CancellationToken.None);
        bool isProven = true;
        _medium.OnCall = _ => isProven = store.Exists(name);
        release.Set();
        await one;
        await two;

        Assert.False(isProven);
        Assert.True(store.Exists(name));
    }

    private FileSystemBlobStore Open(TimeSpan longestWait)
    {
        var store = new FileSystemBlobStore(_folder.Options(Durability.Full), _ => _medium, _ => long.MaxValue, longestWait);
        _medium.Calls.Clear();
        return store;
    }

    private static async Task<BlobDraft> CompleteAsync(FileSystemBlobStore store, int seed)
    {
        BlobDraft draft = await store.DraftAsync(Content.Random(100, seed), Compression.None);
        await draft.CompleteAsync(CancellationToken.None);
        return draft;
    }
}

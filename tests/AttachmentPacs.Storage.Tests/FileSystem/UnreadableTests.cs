using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;
using Microsoft.Win32.SafeHandles;

namespace AttachmentPacs.Storage.Tests.FileSystem;

/// <summary>A medium that does not give a file's bytes, played by a handle that may only write.</summary>
public sealed class UnreadableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Compression.None)]
    [InlineData(Compression.Zstd)]
    public async Task Read_that_the_medium_fails_names_the_blob_and_hands_out_nothing(Compression compression)
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        BlobInfo blob = await store.StoreAsync(Content.Shrinkable(5000), compression);
        await using FileSystemBlobReader reader = new(WriteOnly(blob.Id), FilePath(blob.Id), blob, new KeptContents(0));
        using MemoryStream copy = new();

        BlobUnreadableException failure = await Assert.ThrowsAsync<BlobUnreadableException>(
            () => reader.CopyContentToAsync(copy, 0, blob.Size, CancellationToken.None));
        Assert.Equal(blob.Id, failure.Id);
        Assert.Contains($"Blob {blob.Id} cannot be read, the medium failed: {failure.InnerException!.Message}", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<BlobUnreadableException>(() => reader.CopyStoredToAsync(copy, 0, blob.StoredSize, CancellationToken.None));
        await using Stream content = reader.OpenContent();
        Assert.Throws<BlobUnreadableException>(() => content.ReadByte());
        Assert.Equal(0, copy.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Newcomer_takes_its_derived_name_from_a_file_that_cannot_be_read(int extraBytes)
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        await using BlobDraft draft = await store.DraftAsync(Content.Shrinkable(5000), Compression.Zstd);
        BlobInfo blob = await draft.CompleteAsync(CancellationToken.None);
        await store.PublishAsync([draft], CancellationToken.None);
        File.WriteAllBytes(FilePath(blob.Id), [.. File.ReadAllBytes(FilePath(blob.Id)), .. new byte[extraBytes]]);

        using SafeFileHandle there = WriteOnly(blob.Id);
        Assert.False(DerivedNames.IsSoundOther(there, ((FileSystemBlobDraft)draft).File, blob));
    }

    [Theory]
    [InlineData(Compression.None)]
    [InlineData(Compression.Zstd)]
    public async Task File_that_cannot_be_opened_is_unreadable_unhealthy_and_replaced_by_the_same_content(Compression compression)
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        byte[] content = Content.Shrinkable(5000);
        BlobInfo blob = await store.StoreAsync(content, compression);
        File.Delete(FilePath(blob.Id));
        File.CreateSymbolicLink(FilePath(blob.Id), FilePath(blob.Id));

        await Assert.ThrowsAsync<BlobUnreadableException>(() => store.OpenAsync(blob, CancellationToken.None).AsTask());
        BlobVerdict verdict = await store.VerifyAsync(blob, CancellationToken.None);
        Assert.False(verdict.Healthy);
        Assert.Contains($"Blob {blob.Id} cannot be read", verdict.Problem, StringComparison.Ordinal);

        BlobInfo again = await store.StoreAsync(content, compression);
        Assert.Equal(blob.Id, again.Id);
        Assert.Equal(content, await store.ReadAsync(again));
    }

    private string FilePath(BlobId id) => new BlobPaths(_folder.Combine("store")).File(id);

    private SafeFileHandle WriteOnly(BlobId id) => File.OpenHandle(FilePath(id), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
}

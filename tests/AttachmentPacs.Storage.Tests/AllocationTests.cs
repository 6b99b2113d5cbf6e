using AttachmentPacs.Storage.Codecs;
using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Hashing;
using AttachmentPacs.Storage.Tests.Codecs;
using AttachmentPacs.Storage.Tests.Support;
using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Storage.Tests;

/// <summary>What hashing, encoding and publishing a blob allocates. Alone, as some of the counters are those of the process.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int Piece = 64 << 10;

    private readonly NumberedFile _ct = NumberedFile.Ct();

    [Fact]
    public void Content_is_hashed_within_its_budget() => AllocationBudgets.ContentHashes.Check(
        Allocations.OnThisThread(() =>
        {
            using var hasher = new ContentHasher(md5: true);
            hasher.Append(_ct.Bytes);
            hasher.Finish();
        }),
        output.WriteLine);

    [Fact]
    public void Stored_bytes_are_hashed_within_their_budget() => AllocationBudgets.StoredHashes.Check(
        Allocations.OnThisThread(() =>
        {
            using var hasher = new StoredHasher(md5: false);
            hasher.Append(_ct.Bytes);
            hasher.Finish();
        }),
        output.WriteLine);

    [Theory]
    [InlineData(Codec.None)]
    [InlineData(Codec.ZlibWithSize)]
    [InlineData(Codec.Lz4)]
    [InlineData(Codec.Zstd)]
    public void Blob_is_encoded_and_decoded_within_its_budgets(Codec codec)
    {
        var sink = new MemorySink();
        (AllocationBudget encode, AllocationBudget decode) = codec switch
        {
            Codec.None => (AllocationBudgets.EncodeNone, AllocationBudgets.DecodeNone),
            Codec.ZlibWithSize => (AllocationBudgets.EncodeZlibWithSize, AllocationBudgets.DecodeZlibWithSize),
            Codec.Lz4 => (AllocationBudgets.EncodeLz4, AllocationBudgets.DecodeLz4),
            _ => (AllocationBudgets.EncodeZstd, AllocationBudgets.DecodeZstd),
        };
        encode.Check(Allocations.OnThisThread(() => Encode(codec, sink)), output.WriteLine);
        byte[] stored = MemorySink.Encode(codec, _ct.Bytes, sizeKnown: true);
        using var source = new MemorySource(stored, 1 << 20);
        byte[] buffer = new byte[Piece];
        int size = 0;
        decode.Check(Allocations.OnThisThread(() => size = Decode(codec, source, buffer)), output.WriteLine);
        Assert.Equal(_ct.Bytes.Length, size);
    }

    [Fact]
    public async Task Blobs_are_published_within_their_budgets()
    {
        using var folder = new TempFolder();
        await using var store = new FileSystemBlobStore(folder.Options(Durability.Os));
        AllocationBudgets.PublishCt.Check(await Allocations.InProcessAsync(() => PublishAsync(store, _ct), batch: 10), output.WriteLine);
        NumberedFile small = NumberedFile.Small();
        AllocationBudgets.PublishSmall.Check(await Allocations.InProcessAsync(() => PublishAsync(store, small)), output.WriteLine);
        await using var durable = new FileSystemBlobStore(folder.Options(Durability.Full));
        AllocationBudgets.PublishFlushed.Check(await Allocations.InProcessAsync(() => PublishAsync(durable, small), batch: 10), output.WriteLine);
    }

    private void Encode(Codec codec, MemorySink sink)
    {
        sink.Rewind();
        using BlobEncoder encoder = BlobEncoder.Create(codec, sink, _ct.Bytes.Length);
        for (int at = 0; at < _ct.Bytes.Length; at += Piece) encoder.Write(_ct.Bytes.AsSpan(at, Math.Min(Piece, _ct.Bytes.Length - at)));
        encoder.Complete();
    }

    private int Decode(Codec codec, MemorySource source, byte[] buffer)
    {
        source.Rewind();
        using BlobDecoder decoder = BlobDecoder.Create(codec, source, _ct.Bytes.Length);
        int size = 0;
        while (decoder.Read(buffer) is > 0 and int count) size += count;
        return size;
    }

    private static async Task PublishAsync(FileSystemBlobStore store, NumberedFile file)
    {
        byte[] content = file.Next();
        await using BlobDraft draft = await store.CreateDraftAsync(Compression.None, CancellationToken.None);
        for (int at = 0; at < content.Length; at += 2 * Piece)
        {
            await draft.WriteAsync(content.AsMemory(at, Math.Min(2 * Piece, content.Length - at)), CancellationToken.None);
        }

        await draft.CompleteAsync(CancellationToken.None);
        await store.PublishAsync([draft], CancellationToken.None);
    }
}

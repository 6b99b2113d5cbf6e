using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Ingest.Rules;

/// <summary>Accept:MaximumSize, counted while a file is received.</summary>
public class MaximumSizeTests
{
    private const int Limit = 1 << 20;

    [Theory]
    [InlineData(0, IngestStatus.Success)]
    [InlineData(1, IngestStatus.FilteredOut)]
    public async Task File_is_taken_up_to_the_limit(int more, IngestStatus expected)
    {
        await using TestArchive archive = await TestArchive.OpenAsync(maximumSize: Limit);
        byte[] small = DicomBuilder.Instance("P1").Pixels(new byte[1000]).ToArray();
        byte[] file = DicomBuilder.Instance("P1").Pixels(new byte[1000 + Limit - small.Length]).ToArray();
        Assert.Equal(Limit, file.Length);

        IngestResult result = await archive.StoreAsync([.. file, .. new byte[more]]);

        Assert.Equal((expected, more == 0 ? null : "Larger than 1048576 bytes"), (result.Status, result.Reason));
        Assert.Equal(0, archive.Drafts());
    }

    [Fact]
    public async Task Rest_of_a_file_that_is_too_large_is_read_and_written_nowhere()
    {
        await using TestArchive archive = await TestArchive.OpenAsync(maximumSize: Limit);
        await using var body = new Watched(DicomBuilder.Instance("P1").ToStream(64L << 20), archive.Drafts);

        IngestResult result = await archive.StoreAsync(body);

        Assert.Equal(IngestStatus.FilteredOut, result.Status);
        Assert.Equal("P1", result.Identity.PatientId);
        Assert.Equal((0, 0), (archive.Drafts(), archive.Blobs()));
        Assert.Equal(0, archive.Index.Stores);

        // A draft is there while the first bytes come, and never again once the limit is passed.
        Assert.Contains(1, body.Seen.Where(each => each.Bytes <= Limit).Select(each => each.Drafts));
        Assert.Equal([0], body.Seen.Where(each => each.Bytes > Limit + (128 << 10)).Select(each => each.Drafts).Distinct());
    }

    [Fact]
    public async Task File_that_is_too_large_and_no_instance_is_refused_as_such()
    {
        await using TestArchive archive = await TestArchive.OpenAsync(maximumSize: 1000);

        await Assert.ThrowsAsync<DicomFormatException>(() => archive.StoreAsync(DicomBuilder.Instance("P1").Remove(0x0020_000D).Pixels(new byte[300_000]).ToArray()));

        Assert.Equal(0, archive.Drafts());
    }

    /// <summary>Counts the drafts before each read.</summary>
    private sealed class Watched(Stream inner, Func<int> drafts) : ForwardStream
    {
        private long _bytes;

        public List<(long Bytes, int Drafts)> Seen { get; } = [];

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Seen.Add((_bytes, drafts()));
            int count = await inner.ReadAsync(buffer, cancellationToken);
            _bytes += count;
            return count;
        }
    }
}

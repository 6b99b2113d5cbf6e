using System.Security.Cryptography;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Maintenance;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttachmentPacs.Core.Tests.Maintenance;

/// <summary>Keys of writes are kept for a day and then forgotten, whatever their number.</summary>
public class KeyExpiryTests
{
    private const int Keys = 1500;

    [Fact]
    public async Task Keys_are_forgotten_a_day_after_their_writes_and_not_before()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        IngestResult stored = await archive.StoreAsync(DicomBuilder.Instance("P1").ToArray());
        var expiry = new KeyExpiry(archive.Index, archive.Time, NullLogger<KeyExpiry>.Instance);
        await Task.WhenAll(Enumerable.Range(0, Keys).Select(i =>
            archive.Index.PutMetadataAsync(stored.Identity.Instance, 1024, "x", Precondition.Any with { Once = new IdempotencyKey(KeyOf(i), KeyOf(-1)) }, default)));

        archive.Time.Now += KeyExpiry.Age;
        Assert.Equal(0, await expiry.ForgetAsync(default));
        archive.Time.Now += TimeSpan.FromMilliseconds(1);
        Assert.Equal(Keys, await expiry.ForgetAsync(default));

        Assert.Null(await archive.Index.KeyedWriteAsync(KeyOf(0), default));
        Assert.Equal(0, await expiry.ForgetAsync(default));
    }

    private static byte[] KeyOf(int number) => SHA256.HashData(BitConverter.GetBytes(number));
}

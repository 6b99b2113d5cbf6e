using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Dicom;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Core.Tests.Ingest;

/// <summary>What runs before and after an instance is stored.</summary>
public class IngestHooksTests
{
    private static readonly byte[] File1 = DicomBuilder.Instance("P1").Pixels(new byte[300_000]).ToArray();

    [Fact]
    public async Task Filter_with_a_reason_keeps_the_instance_out()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        List<StoredInstance> told = [];
        archive.Hooks.Add(told.Add);
        archive.Hooks.Add(new Filter(instance => $"{instance.Find(Tags.PatientId)}, {instance.Size}, {instance.Summary.Span[0]}"));

        IngestResult result = await archive.StoreAsync(File1);

        Assert.Equal((IngestStatus.FilteredOut, $"P1, {File1.Length}, {(byte)'{'}"), (result.Status, result.Reason));
        Assert.Equal(0, archive.Index.Stores);
        Assert.Empty(told);
    }

    [Fact]
    public async Task Listener_hears_of_an_instance_once_it_is_stored()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        List<StoredInstance> told = [];
        archive.Hooks.Add(told.Add);
        archive.Hooks.Add(new Filter(_ => null));

        IngestResult result = await archive.StoreAsync(File1);
        await archive.StoreAsync(File1);

        Assert.Equal(result, Assert.Single(told).Result);
    }

    [Fact]
    public async Task Instance_that_was_not_announced_is_refused()
    {
        await using TestArchive archive = await TestArchive.OpenAsync();
        var other = new ExpectedInstance("1.2.840.10008.5.1.4.1.1.2", "1.2.3");

        var refusal = await Assert.ThrowsAsync<InstanceMismatchException>(
            () => archive.Ingest.StoreAsync(new MemoryStream(File1), IngestOrigin.Import, other, default));

        Assert.Equal("SOP Instance UID", refusal.What);
        Assert.Equal(0, archive.Index.Stores);
    }

    private sealed class Filter(Func<IncomingInstance, string?> judge) : IAcceptFilter
    {
        public ValueTask<string?> RefuseAsync(IncomingInstance instance, CancellationToken cancellationToken) => ValueTask.FromResult(judge(instance));
    }
}

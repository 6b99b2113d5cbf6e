using System.Security.Cryptography;
using AttachmentPacs.Cli.Import;
using AttachmentPacs.Cli.Import.Sources;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Cli.Tests.Import;

public sealed class ImportRunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Run_target_fails_as_nobody_expects_ends_with_its_failure()
    {
        await using var target = new FailingTarget();
        using var run = new ImportRun(target, new ImportTally((_, _) => { }), parallel: 2);

        Task import = run.RunAsync(ManyAsync(), default, default);

        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => import.WaitAsync(Patience));
    }

    [Fact]
    public async Task Find_file_that_has_gone_since_it_was_named_is_told()
    {
        using var folder = new TemporaryFolder();
        using var sources = new ImportSources([folder.Combine("gone.dcm")], DicomLimits.Default);
        List<Found> found = [];

        await foreach (Found each in sources.FindAsync(default)) found.Add(each);

        Found only = Assert.Single(found);
        Assert.Equal((null, ImportKind.Failed, "Unreadable"), (only.Item, only.Result.Kind, only.Result.Reason));
    }

    private static async IAsyncEnumerable<Found> ManyAsync()
    {
        for (int i = 0; i < 1000; i++)
        {
            await Task.Yield();
            yield return Found.File(new MemoryItem($"{i}", new byte[1], () => { }));
        }
    }

    private sealed class FailingTarget : IImportTarget
    {
        public string Name => "";

        public int Parallel => 1;

        public HashAlgorithmName Hash => HashAlgorithmName.SHA256;

        public DicomLimits Limits => DicomLimits.Default;

        public ValueTask<Presence> HasAsync(ResourceId instance, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ImportResult> StoreAsync(ImportItem item, CancellationToken cancellationToken) => throw new TimeZoneNotFoundException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

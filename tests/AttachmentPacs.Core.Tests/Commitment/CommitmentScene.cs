using System.Collections.Concurrent;
using AttachmentPacs.Core.Attachments;
using AttachmentPacs.Core.Commitment;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Tests.Support;
using AttachmentPacs.Index;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttachmentPacs.Core.Tests.Commitment;

/// <summary>An archive, and a modality that asks it for storage commitment and takes reports, or does not.</summary>
internal sealed class CommitmentScene : IAsyncDisposable, ICommitmentDelivery
{
    public const string Modality = "MODALITY1";

    private CommitmentScene(TestArchive archive)
    {
        Archive = archive;
        Verifier = new CommitmentVerifier(
            archive.Index, archive.Reader, new AcceptOptions { RefusedSopClasses = ["BasicTextSRStorage"] }, NullLogger<CommitmentVerifier>.Instance);
        Service = Restart();
    }

    public TestArchive Archive { get; }

    public DicomOptions Options { get; } = new() { CommitmentReports = 100 };

    public CommitmentVerifier Verifier { get; }

    public CommitmentService Service { get; private set; }

    /// <summary>What is thrown at the next deliveries; null: they arrive.</summary>
    public Func<Exception?>? Refusal { get; set; }

    /// <summary>What a delivery to a title waits for before it arrives; null: for nothing.</summary>
    public Func<string, CancellationToken, Task?> Delay { get; set; } = (_, _) => null;

    public ConcurrentQueue<CommitmentReport> Delivered { get; } = [];

    public ConcurrentQueue<(int Number, string Text)> Lines { get; } = [];

    public static async Task<CommitmentScene> OpenAsync(DuplicatePolicy onDuplicate = DuplicatePolicy.Ignore) => new(await TestArchive.OpenAsync(onDuplicate));

    /// <summary>Puts another service in the place of the one that was, which is as after a restart: all it knows is in the index.</summary>
    public CommitmentService Restart()
    {
        Service?.Dispose();
        return Service = new CommitmentService(Archive.Index, Verifier, Options, Archive.Time, new RecordingLog<CommitmentService>(Lines), this);
    }

    public async Task<SopReference> StoreAsync(DicomBuilder file)
    {
        IngestResult result = await Archive.StoreAsync(file.ToArray());
        return new SopReference(result.Identity.SopClassUid, result.Identity.SopInstanceUid);
    }

    public Task<CommitmentReception> AskAsync(string transaction, params SopReference[] references) => AskAsAsync(Modality, transaction, references);

    public Task<CommitmentReception> AskAsAsync(string title, string transaction, params SopReference[] references) =>
        Service.ReceiveAsync(transaction, title, "ARCHIVE", "ct1", references, default);

    public async Task<CommitmentRow> RowAsync(string transaction) =>
        Assert.IsType<CommitmentRow>(await Archive.Index.CommitmentAsync(CommitmentRole.Asked, transaction, Modality, default));

    /// <summary>The file of the only instance with a UID.</summary>
    public async Task<string> FileOfAsync(SopReference reference)
    {
        ResourceRow row = Assert.Single(await Archive.Index.LookupAsync(Dicom.Identity.ResourceLevel.Instance, reference.SopInstanceUid, default));
        Attachment attachment = await Archive.AttachmentAsync(row.Id);
        return Archive.FileOf(attachment.Row.Blob.Uuid);
    }

    public async Task FlipAsync(SopReference reference)
    {
        string path = await FileOfAsync(reference);
        byte[] bytes = await File.ReadAllBytesAsync(path);
        bytes[^10] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
    }

    public async Task DeliverAsync(CommitmentReport report, CancellationToken cancellationToken)
    {
        if (Refusal?.Invoke() is { } refusal) throw refusal;
        if (Delay(report.RemoteAeTitle, cancellationToken) is { } delay) await delay;
        Delivered.Enqueue(report);
    }

    public async ValueTask DisposeAsync()
    {
        Service.Dispose();
        await Archive.DisposeAsync();
    }
}

using System.Text;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Core.Plugins;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Plugins;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using ResourceLevel = AttachmentPacs.Plugins.ResourceLevel;

namespace AttachmentPacs.Core.Tests.Plugins;

/// <summary>What a plugin can do in the archive, and what it cannot.</summary>
public sealed class PluginArchiveTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _file = DicomBuilder.Instance("P1").ToArray();
    private Archive _archive = null!;
    private PluginArchive _seen = null!;
    private InstanceIdentity _ids = null!;

    private string Series => _ids.Series.ToString();

    private string Instance => _ids.Instance.ToString();

    public async Task InitializeAsync()
    {
        var options = new ServerOptions { Storage = { Directory = _folder.Combine("storage"), MinimumFreeSpace = 0 }, Database = { Sqlite = { Path = _folder.Combine("index.db") } } };
        _archive = await Archive.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance);
        _seen = new PluginArchive(_archive, 10);
        _ids = (await _archive.Ingest.StoreAsync(new MemoryStream(_file), IngestOrigin.Import, default)).Identity;
    }

    public async Task DisposeAsync() => await _archive.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Resources_are_shown_with_what_is_above_and_below_them()
    {
        ArchiveResource? series = await _seen.FindAsync(Series, default);
        ArchiveResource? instance = await _seen.FindAsync(Instance, default);

        Assert.Equal((ResourceLevel.Series, _ids.Study.ToString()), (series?.Level, series?.Parent));
        Assert.Equal(_ids.SopInstanceUid, instance?.MainTags["0008,0018"]);
        Assert.Equal([Instance], await _seen.ChildrenAsync(Series, default));
        Assert.Empty(await _seen.ChildrenAsync(Instance, default));
        Assert.Null(await _seen.FindAsync(ResourceId.ForPatient("nobody").ToString(), default));
        Assert.Contains(await _seen.MetadataAsync(Instance, default), metadata => metadata.Type == MetadataType.Origin);
    }

    [Fact]
    public async Task Attachments_are_read_whole()
    {
        using var file = new MemoryStream();
        using var summary = new MemoryStream();

        ArchiveAttachment? read = await _seen.ReadAsync(Instance, AttachmentType.Dicom, file, default);
        await _seen.ReadAsync(Instance, AttachmentType.DicomAsJson, summary, default);

        Assert.Equal(_file, file.ToArray());
        Assert.Equal((_file.LongLength, 64), (read?.Size, read?.Sha256?.Length));
        Assert.StartsWith("{", Encoding.UTF8.GetString(summary.ToArray()), StringComparison.Ordinal);
        Assert.Null(await _seen.ReadAsync(Instance, 1024, file, default));
        Assert.Equal([1, 2], (await _seen.AttachmentsAsync(Instance, default)).Select(attachment => attachment.Type));
    }

    [Fact]
    public async Task Writes_are_done_together_or_not_at_all()
    {
        WriteResult done = await _seen.WriteAsync(
            Series, [ArchiveWrite.PutAttachment(1024, Content("a"), Expected.Absent), ArchiveWrite.PutAttachment(1025, Content("a")), ArchiveWrite.PutMetadata(1024, "m")], default);
        WriteResult refused = await _seen.WriteAsync(
            Series, [ArchiveWrite.PutAttachment(1024, Content("b")), ArchiveWrite.PutMetadata(1024, "n", Expected.At(7))], default);
        WriteResult missing = await _seen.WriteAsync(Series, [ArchiveWrite.DeleteAttachment(1024, Expected.At(0)), ArchiveWrite.DeleteMetadata(1030)], default);
        WriteResult unknown = await _seen.WriteAsync(ResourceId.ForPatient("nobody").ToString(), [ArchiveWrite.PutAttachment(1024, Content("a"))], default);

        Assert.Equal((WriteStatus.Done, null), (done.Status, done.RefusedAt));
        Assert.Equal([0, 0, 0], done.Revisions);
        Assert.Equal((WriteStatus.RevisionMismatch, 1), (refused.Status, refused.RefusedAt));
        Assert.Equal((WriteStatus.UnknownItem, 1), (missing.Status, missing.RefusedAt));
        Assert.Equal((WriteStatus.UnknownResource, 0), (unknown.Status, unknown.RefusedAt));
        using var content = new MemoryStream();
        Assert.Equal(0, (await _seen.ReadAsync(Series, 1024, content, default))?.Revision);
        Assert.Equal("a", Encoding.UTF8.GetString(content.ToArray()));
        Assert.Contains(new ArchiveMetadata(1024, "m", 0), await _seen.MetadataAsync(Series, default));
        Assert.Equal(1, (await _seen.WriteAsync(Series, [ArchiveWrite.PutAttachment(1024, Content("c"), Expected.At(0))], default)).Revisions[0]);
        Assert.True((await _seen.WriteAsync(Series, [ArchiveWrite.DeleteAttachment(1024), ArchiveWrite.DeleteMetadata(1024)], default)).Status == WriteStatus.Done);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1023)]
    [InlineData(65536)]
    public async Task What_is_the_archives_own_cannot_be_written(int type)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _seen.WriteAsync(Instance, [ArchiveWrite.PutAttachment(type, Content("a"))], default));
        await Assert.ThrowsAsync<ArgumentException>(() => _seen.WriteAsync(Instance, [ArchiveWrite.DeleteAttachment(type)], default));
        await Assert.ThrowsAsync<ArgumentException>(() => _seen.WriteAsync(Instance, [ArchiveWrite.PutMetadata(type, "a")], default));
        Assert.Equal([1, 2], (await _seen.AttachmentsAsync(Instance, default)).Select(attachment => attachment.Type));
    }

    [Fact]
    public async Task What_can_never_be_right_is_an_error()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _seen.FindAsync("P1", default));
        await Assert.ThrowsAsync<ArgumentException>(() => _seen.WriteAsync(Series, [], default));
        await Assert.ThrowsAsync<ArgumentException>(() => _seen.WriteAsync(Series, [ArchiveWrite.PutMetadata(1024, "12345678901")], default));
        await Assert.ThrowsAsync<ArgumentException>(() => _seen.WriteAsync(Series, [ArchiveWrite.PutMetadata(1024, "a"), ArchiveWrite.DeleteMetadata(1024)], default));
    }

    [Fact]
    public async Task Stream_that_breaks_off_leaves_nothing()
    {
        int before = _archive.Store.List(default).Count();

        await Assert.ThrowsAnyAsync<IOException>(() => _seen.WriteAsync(
            Series, [ArchiveWrite.PutAttachment(1024, Content("a")), ArchiveWrite.PutAttachment(1025, new Support.BrokenStream([1], new IOException("torn")))], default));

        Assert.Empty(await _seen.AttachmentsAsync(Series, default));
        Assert.Equal(before, _archive.Store.List(default).Count());
    }

    [Fact]
    public async Task After_the_stop_nothing_is_answered_and_what_hangs_is_cancelled()
    {
        var entered = new TaskCompletionSource();
        using var hanging = new HangingStream(entered);
        Task<ArchiveAttachment?> read = _seen.ReadAsync(Instance, AttachmentType.Dicom, hanging, default);
        await entered.Task;

        await _seen.CloseAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => read);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _seen.FindAsync(Series, default));
    }

    private static MemoryStream Content(string text) => new(Encoding.UTF8.GetBytes(text));

    private sealed class HangingStream(TaskCompletionSource entered) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}

using System.Collections.Concurrent;
using AttachmentPacs.Storage.FileSystem;
using Microsoft.Win32.SafeHandles;

namespace AttachmentPacs.Storage.Tests.FileSystem;

/// <summary>Flushes nothing, writes down what it was asked in order, fails or waits where told to.</summary>
internal sealed class RecordingMedium(bool canFlushAll = true) : Medium
{
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Runs before a call is answered; may throw.</summary>
    public Action<string> OnCall { get; set; } = _ => { };

    public override bool CanFlushAll => canFlushAll;

    public override void FlushFile(SafeFileHandle file, string path) => Note("file " + Path.GetFileName(Path.GetDirectoryName(path)));

    public override void FlushFolder(string path) => Note("folder " + Path.GetFileName(path));

    public override void StartWriting(SafeFileHandle file, string path, long offset, long count) => Note($"start {offset}+{count}");

    public override void DropCache(SafeFileHandle file, string path) => Note("drop");

    public override void Dispose()
    {
    }

    protected override void FlushFileSystem() => Note("all");

    private void Note(string call)
    {
        OnCall(call);
        Calls.Enqueue(call);
    }
}

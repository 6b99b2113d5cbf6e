using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.FileSystem;

/// <summary>The contract, with nothing flushed.</summary>
public class FileSystemBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly TempFolder _folder = new();

    protected virtual Durability Durability => Durability.Os;

    protected override IBlobStore Create() => new FileSystemBlobStore(_folder.Options(Durability));

    protected override void Tamper(BlobId id, Func<byte[], byte[]?> change)
    {
        string name = id.ToString();
        string path = _folder.Combine($"store/{name[..2]}/{name[2..4]}/{name}");
        byte[]? changed = change(File.ReadAllBytes(path));
        if (changed is null) File.Delete(path);
        else File.WriteAllBytes(path, changed);
    }

    protected override int CountDrafts() => Directory.GetFiles(_folder.Combine("store/drafts")).Length;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The contract, with everything flushed.</summary>
public sealed class DurableFileSystemBlobStoreTests : FileSystemBlobStoreTests
{
    protected override Durability Durability => Durability.Full;
}

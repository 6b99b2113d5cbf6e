using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using AttachmentPacs.Storage.FileSystem;
using AttachmentPacs.Storage.Tests.Support;

namespace AttachmentPacs.Storage.Tests.FileSystem;

public sealed partial class FileSystemLayoutTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Blob_lies_under_two_folders_of_its_name()
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        await store.StoreAsync(Encoding.ASCII.GetBytes("hello"), Compression.None);

        Assert.Equal("hello", await File.ReadAllTextAsync(_folder.Combine("store/2c/f2/2cf24dba-5fb0-830e-a6e8-3b2ac5b9e29e")));
    }

    [Fact]
    public async Task Folders_go_with_their_last_blob_and_not_before()
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        BlobInfo blob = await store.StoreAsync(Encoding.ASCII.GetBytes("hello"), Compression.None);
        await File.WriteAllTextAsync(_folder.Combine("store/2c/note.txt"), "kept");
        store.Remove(blob.Id);
        Assert.False(Directory.Exists(_folder.Combine("store/2c/f2")));
        Assert.True(Directory.Exists(_folder.Combine("store/2c")));
        File.Delete(_folder.Combine("store/2c/note.txt"));
        await store.StoreAsync(Encoding.ASCII.GetBytes("hello"), Compression.None);
        store.Remove(blob.Id);

        Assert.Equal([_folder.Combine("store/drafts")], Directory.GetFileSystemEntries(_folder.Combine("store")));
    }

    [Fact]
    public async Task List_passes_over_what_is_no_blob()
    {
        await using FileSystemBlobStore store = new(_folder.Options());
        BlobInfo blob = await store.StoreAsync(Encoding.ASCII.GetBytes("hello"), Compression.None);
        await using BlobDraft draft = await store.DraftAsync(new byte[10], Compression.None);
        string name = blob.Id.ToString();
        foreach (string folder in (string[])["store/00/11", "store/zz/11", "store/2C/F2", "store/2c/f2/f2"]) Directory.CreateDirectory(_folder.Combine(folder));
        foreach (string file in (string[])["store/index", "store/2c/f2/readme", "store/2c/f2/" + name + ".bak", "store/00/11/" + name, "store/zz/11/" + name, "store/2C/F2/" + name])
        {
            await File.WriteAllTextAsync(_folder.Combine(file), "foreign");
        }

        Assert.Equal(blob.Id, Assert.Single(store.List(CancellationToken.None)).Id);
    }

    [Fact]
    public async Task Without_md5_none_is_told_and_all_else_holds()
    {
        FileSystemBlobStoreOptions options = new() { Directory = _folder.Combine("store"), Md5 = false, Durability = Durability.Os, MinimumFreeSpace = 0 };
        await using FileSystemBlobStore store = new(options);
        foreach (Compression compression in Enum.GetValues<Compression>())
        {
            BlobInfo blob = await store.StoreAsync(Content.Shrinkable(200_000), compression);

            Assert.Null(blob.Md5);
            Assert.Null(blob.StoredMd5);
            Assert.Equal(Content.Shrinkable(200_000), await store.ReadAsync(blob));
            Assert.True((await store.VerifyAsync(blob, CancellationToken.None)).Healthy);
        }
    }

    [Fact]
    public void Wrong_options_are_told_all_at_once()
    {
        FileSystemBlobStoreOptions options = new() { Directory = " ", Durability = (Durability)7, MinimumFreeSpace = -1 };
        ArgumentException e = Assert.Throws<ArgumentException>(() => new FileSystemBlobStore(options));

        Assert.Equal(
            "Storage:Directory is empty: give the path of the folder that keeps the blobs. Storage:Durability is 7: allowed are Full and Os. "
            + "Storage:MinimumFreeSpace is -1: give bytes, or 0 for no floor.",
            e.Message);
    }

    // The umask belongs to the process; other tests make their files with explicit modes, as the store does.
    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Modes_are_fixed_whatever_the_umask()
    {
        foreach (uint mask in (uint[])[0, 0x3F, 0x1B])
        {
            uint before = Umask(mask);
            try
            {
                FileSystemBlobStoreOptions options = new() { Directory = _folder.Combine($"umask{mask}"), Durability = Durability.Os, MinimumFreeSpace = 0 };
                await using FileSystemBlobStore store = new(options);
                await store.StoreAsync(Encoding.ASCII.GetBytes("hello"), Compression.None);
                await using BlobDraft draft = await store.DraftAsync(new byte[10], Compression.None);

                string root = options.Directory;
                foreach (string folder in Directory.GetDirectories(root, "*", SearchOption.AllDirectories).Append(root))
                {
                    Assert.Equal(Convert.ToInt32("750", 8), (int)File.GetUnixFileMode(folder));
                }

                foreach (string file in Directory.GetFiles(root, "*", SearchOption.AllDirectories))
                {
                    Assert.Equal(Convert.ToInt32("640", 8), (int)File.GetUnixFileMode(file));
                }
            }
            finally
            {
                _ = Umask(before);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint Umask(uint mask);
}

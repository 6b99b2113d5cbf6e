using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using AttachmentPacs.Storage.FileSystem;

namespace AttachmentPacs.Core.Configuration;

/// <summary>Kinds of storage.</summary>
public enum StorageType
{
    FileSystem,
}

/// <summary>What happens when the store is full.</summary>
public enum MaximumMode
{
    Recycle,
    Reject,
}

/// <summary>Where attachments are kept, and how.</summary>
public sealed class StorageOptions
{
    public StorageType Type { get; set; } = StorageType.FileSystem;

    /// <summary>Folder of the blobs.</summary>
    public string Directory { get; set; } = "data/storage";

    /// <summary>Codec of DICOM files and user attachments.</summary>
    public Compression Compression { get; set; } = Compression.None;

    /// <summary>Compute MD5 of every attachment.</summary>
    public bool Md5 { get; set; } = true;

    /// <summary>Write large files past the operating system's cache, where it can do that and <see cref="Durability"/> is full.</summary>
    public bool DirectWrites { get; set; } = true;

    /// <summary>Most bytes of contents up to 1 MiB that are kept in memory once they were read twice; at most an eighth of the memory, 0 keeps none.</summary>
    public long KeptContents { get; set; } = 512 << 20;

    /// <summary>What an acknowledged instance survives.</summary>
    public Durability Durability { get; set; } = Durability.Full;

    /// <summary>What to do with an instance that is there already.</summary>
    public DuplicatePolicy Duplicates { get; set; } = DuplicatePolicy.Ignore;

    /// <summary>
    /// The same for one source: <c>RestApi</c>, <c>DicomProtocol</c>, <c>Plugins</c>, <c>Import</c>, or, before these, <c>user:NAME</c> or
    /// <c>aet:TITLE</c>.
    /// </summary>
    public Dictionary<string, DuplicatePolicy> DuplicatesBySource { get; set; } = [];

    /// <summary>How long a blob stays after its last reference went.</summary>
    public TimeSpan CollectAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often such blobs are looked for.</summary>
    public TimeSpan CollectEvery { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Largest sum of stored bytes; 0 for no limit.</summary>
    public long MaximumSize { get; set; }

    /// <summary>Largest number of patients; 0 for no limit.</summary>
    public int MaximumPatients { get; set; }

    /// <summary>What happens at the limit.</summary>
    public MaximumMode MaximumMode { get; set; } = MaximumMode.Recycle;

    /// <summary>Free bytes of the medium below which nothing is taken; 0 for no floor.</summary>
    public long MinimumFreeSpace { get; set; } = 1L << 30;
}

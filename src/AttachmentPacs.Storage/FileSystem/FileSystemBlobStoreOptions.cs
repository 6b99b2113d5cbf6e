namespace AttachmentPacs.Storage.FileSystem;

/// <summary>What "published" promises (<c>Storage:Durability</c>).</summary>
public enum Durability
{
    /// <summary>Content and name are on the medium: power may go.</summary>
    Full,

    /// <summary>Content and name are with the operating system: the process may go, power may not.</summary>
    Os,
}

/// <summary>Where and how a <see cref="FileSystemBlobStore"/> keeps its files.</summary>
public sealed class FileSystemBlobStoreOptions
{
    /// <summary>The folder, <c>Storage:Directory</c>. Made if it is not there; drafts live in its sub-folder <c>drafts</c>.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether MD5 of content and stored bytes are computed, <c>Storage:Md5</c>.</summary>
    public bool Md5 { get; init; } = true;

    /// <summary>What a published blob survives, <c>Storage:Durability</c>.</summary>
    public Durability Durability { get; init; } = Durability.Full;

    /// <summary>
    /// Whether large files are written past the operating system's cache where the system can do that, <c>Storage:DirectWrites</c>. Without
    /// effect under <see cref="Durability.Os"/>.
    /// </summary>
    public bool DirectWrites { get; init; } = true;

    /// <summary>
    /// Free bytes below which no draft is started or continued, <c>Storage:MinimumFreeSpace</c>; 0 switches the floor off. Checked at the
    /// start of a draft and every <see cref="CheckFreeSpaceEvery"/> bytes of it.
    /// </summary>
    public long MinimumFreeSpace { get; init; } = 1L << 30;

    /// <summary>Most bytes of contents up to 1 MiB that are kept in memory once they were read twice, <c>Storage:KeptContents</c>; at most an eighth of the memory, 0 keeps none.</summary>
    public long KeptContents { get; init; } = 512 << 20;

    /// <summary>Stored bytes of a draft between two looks at the free space: 64 MiB.</summary>
    public const int CheckFreeSpaceEvery = 64 << 20;

    /// <summary>Bytes of contents that are kept where so many are wished for: never more than an eighth of the memory that this process may use.</summary>
    public static long Affordable(long wished) => Math.Min(wished, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8);

    internal void Validate()
    {
        List<string> problems = [];
        if (string.IsNullOrWhiteSpace(Directory)) problems.Add("Storage:Directory is empty: give the path of the folder that keeps the blobs.");
        if (!Enum.IsDefined(Durability)) problems.Add($"Storage:Durability is {Durability}: allowed are Full and Os.");
        if (MinimumFreeSpace < 0) problems.Add($"Storage:MinimumFreeSpace is {MinimumFreeSpace}: give bytes, or 0 for no floor.");
        if (KeptContents < 0) problems.Add($"Storage:KeptContents is {KeptContents}: give bytes, or 0 to keep none.");
        if (problems.Count > 0) throw new ArgumentException(string.Join(' ', problems));
    }
}

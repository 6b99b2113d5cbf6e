namespace AttachmentPacs.Cli.Import.Sources;

/// <summary>One file to be imported, wherever it lies.</summary>
/// <param name="path">As the user would name it: for the report.</param>
/// <param name="size">Bytes; -1 as long as they are not known.</param>
internal abstract class ImportItem(string path, long size)
{
    public string Path { get; } = path;

    public virtual long Size { get; } = size;

    /// <summary>Whether <see cref="Open"/> may be called more than once.</summary>
    public virtual bool CanReopen => true;

    /// <summary>Opens it at its beginning. Reads fail with <see cref="UnreadableException"/>.</summary>
    /// <exception cref="UnreadableException">It cannot be opened.</exception>
    public abstract Stream Open();

    /// <summary>Nothing more will be read of it.</summary>
    public virtual void Release()
    {
    }
}

/// <summary>A file on disk.</summary>
internal sealed class FileItem(string path, long size) : ImportItem(path, size)
{
    public override Stream Open() => new SourceFile(Path);
}

/// <summary>A file held in memory: a small member of an archive.</summary>
/// <param name="path">For the report.</param>
/// <param name="content">Its bytes.</param>
/// <param name="release">Called once, when nobody reads them any more.</param>
internal sealed class MemoryItem(string path, ArraySegment<byte> content, Action release) : ImportItem(path, content.Count)
{
    public override Stream Open() => new MemoryStream(content.Array!, content.Offset, content.Count, writable: false);

    public override void Release() => release();
}

/// <summary>What is found on the way through the user's paths: an item, or why there is none.</summary>
/// <param name="Path">As the user would name it.</param>
/// <param name="Item">The item; null if <paramref name="Result"/> says already what becomes of it.</param>
/// <param name="Result">Only without an item.</param>
internal readonly record struct Found(string Path, ImportItem? Item, ImportResult Result)
{
    public static Found File(ImportItem item) => new(item.Path, item, default);

    /// <summary>A file of no length.</summary>
    public static Found Empty(string path) =>
        new(path, null, new ImportResult(ImportKind.Refused, ImportReason.NotDicom, "This is no DICOM file: it is empty").ForName(path));

    public static Found Problem(string path, ImportKind kind, string reason, string message) => new(path, null, new ImportResult(kind, reason, message));
}

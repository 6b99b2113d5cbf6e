namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// Where files lie: <c>root/uuid[0..2]/uuid[2..4]/uuid</c> (design D2, contract 1.16), and drafts in <c>root/drafts</c>, a name that no
/// two-hex folder can have.
/// </summary>
internal sealed class BlobPaths(string root)
{
    public string Root { get; } = Path.GetFullPath(root);

    public string Drafts { get; } = Path.Combine(Path.GetFullPath(root), "drafts");

    public string File(BlobId id)
    {
        string name = id.ToString();
        return Path.Join(Root, name.AsSpan(0, 2), name.AsSpan(2, 2), name);
    }

    /// <summary>The two folders above a blob's file: the inner one, then the outer one.</summary>
    public (string Inner, string Outer) Folders(BlobId id)
    {
        string name = id.ToString();
        string outer = Path.Join(Root, name.AsSpan(0, 2));
        return (Path.Join(outer, name.AsSpan(2, 2)), outer);
    }

    /// <summary>Whether a folder's name is two lower-case hexadecimal digits.</summary>
    public static bool IsHexFolder(ReadOnlySpan<char> name) =>
        name.Length == 2 && char.IsAsciiHexDigit(name[0]) && char.IsAsciiHexDigit(name[1]) && !name.ContainsAnyInRange('A', 'F');
}

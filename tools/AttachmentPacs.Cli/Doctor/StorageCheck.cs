namespace AttachmentPacs.Cli.Doctor;

/// <summary>Folders and files of the store: there, of one user, shut to others, on one file system.</summary>
internal static class StorageCheck
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.GroupWrite;

    public static void Run(Examination examination, Findings findings)
    {
        string storage = examination.Storage;
        if (!Directory.Exists(storage))
        {
            Missing(storage, findings);
            return;
        }

        (string Path, FileFacts Facts)[] paths = [.. Paths(examination)
            .Select(path => (Path: path, Facts: FileFacts.Of(path))).Where(each => each.Facts is not null).Select(each => (each.Path, each.Facts!))];
        CheckOwners(paths, storage, findings);
        foreach ((string path, FileFacts facts) in paths) CheckMode(path, facts.Mode, findings);
        if (findings.AreSound) CheckDevice(storage, findings);
        if (findings.AreSound) findings.Ok($"{storage} is there; owner and modes are as they should be.");
    }

    private static IEnumerable<string> Paths(Examination examination) =>
        new[]
        {
            examination.Storage, Path.Combine(examination.Storage, "drafts"), Path.Combine(examination.Storage, "lock"), examination.Index,
            examination.Index + "-wal", examination.Index + "-shm", examination.Index + "-collector",
        }.Where(Path.Exists);

    private static void Missing(string storage, Findings findings)
    {
        string above = Disk.ExistingAbove(storage);
        if (FileFacts.IsWritable(above)) findings.Note($"{storage} is not there yet.", "The first start makes it.", "If there was a store before, mount it, or correct Storage:Directory.");
        else
        {
            findings.Problem(
                $"{storage} is not there, and {FileFacts.NameOf(FileFacts.CurrentUser)} may not make it in {above}.", "The server cannot start.",
                $"Make it for the server's user: install -d -m 0750 -o USER -g USER {storage}; or correct Storage:Directory.");
        }
    }

    private static void CheckOwners((string Path, FileFacts Facts)[] paths, string storage, Findings findings)
    {
        if (paths.Length == 0) return;
        uint user = FileFacts.CurrentUser;
        uint owner = paths[0].Facts.User;
        string[] others = [.. paths.Where(each => each.Facts.User != owner).Select(each => $"{each.Path} ({FileFacts.NameOf(each.Facts.User)})")];
        if (others.Length > 0)
        {
            findings.Problem(
                $"{storage} belongs to {FileFacts.NameOf(owner)}, but not so {string.Join(", ", others)}.",
                "The server's user can write only what is its own: mostly somebody has started the server as another user, root perhaps.",
                $"chown {FileFacts.NameOf(owner)} on each of these, or on the folder if that one is wrong.");
        }

        string[] locked = [.. paths.Where(each => !FileFacts.IsWritable(each.Path)).Select(each => each.Path)];
        if (locked.Length > 0)
        {
            findings.Problem(
                $"{FileFacts.NameOf(user)} may not write {string.Join(", ", locked)}.", "A server of this user could not store anything.",
                $"Call this as the server's user (runuser -u {FileFacts.NameOf(owner)} -- apacs doctor), or give the files to the user that you are: chown -R.");
        }
        else if (user == 0 && owner == 0)
        {
            findings.Note($"{storage} belongs to root.", "A server with a user of its own, which can do less harm, cannot use it.", $"chown -R USER {storage}, and the index likewise.");
        }
        else if (user != 0 && user != owner)
        {
            findings.Note($"{storage} belongs to {FileFacts.NameOf(owner)}; you are {FileFacts.NameOf(user)} and may write it.");
        }
    }

    private static void CheckMode(string path, UnixFileMode mode, Findings findings)
    {
        bool isFolder = Directory.Exists(path);
        UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | (isFolder ? UnixFileMode.UserExecute : 0);
        string wanted = isFolder ? "0750" : "0640";
        string octal = Convert.ToString((int)mode, 8).PadLeft(4, '0');
        if ((mode & own) != own)
        {
            findings.Problem($"{path} has mode {octal}.", "Its own user cannot read and write it.", $"chmod {wanted} {path}");
        }
        else if ((mode & Others) != 0)
        {
            findings.Warning($"{path} has mode {octal}.", "Users of this machine beside the server's can read or change what patients have entrusted to it.", $"chmod {wanted} {path}");
        }
    }

    // Blobs are renamed from the drafts to their place: both must be on one file system.
    private static void CheckDevice(string storage, Findings findings)
    {
        ulong? device = FileFacts.Of(storage)?.Device;
        string[] elsewhere = [.. Directory.EnumerateDirectories(storage).Where(folder => FileFacts.Of(folder) is { } facts && facts.Device != device).Order(StringComparer.Ordinal)];
        if (elsewhere.Length == 0) return;
        findings.Problem(
            $"{string.Join(", ", elsewhere)}: on another file system than {storage}.", "A file is renamed from the drafts to its place, which works only within one file system: nothing can be stored.",
            "Mount the whole of Storage:Directory, not folders in it.");
    }
}

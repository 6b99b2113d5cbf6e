using AttachmentPacs.Cli.Archives;
using AttachmentPacs.Cli.Import;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Cli.Export;

/// <summary>What became of one instance.</summary>
internal enum ExportKind
{
    /// <summary>Its file has been written.</summary>
    Written,

    /// <summary>This very content was there already.</summary>
    Present,

    /// <summary>It was not written.</summary>
    Failed,
}

/// <summary>
/// Writes the file of one instance: 1. below the folder, whatever its tags say; 2. not over anything but, if wanted, an older file of the same
/// instance; a name that another instance has taken gets the id as a mark; 3. under a temporary name beside it, flushed, then renamed: under
/// its name there is always a whole file. A second run finds the same names, whatever came of the first.
/// </summary>
internal sealed class ExportFile(IExportSource source, Layout layout, string folder, bool overwrite)
{
    private const int MarkDigits = 8;

    // ENOSPC; ERROR_DISK_FULL
    private const int NoSpaceUnix = 28;
    private const int NoSpaceWindows = unchecked((int)0x80070070);

    private readonly Lock _renames = new();
    private readonly string _root = Path.GetFullPath(folder);

    /// <exception cref="NotExportableException">It cannot be read, or not be written there; the message tells which.</exception>
    public async Task<(ExportKind Kind, string Path, long Size)> WriteAsync(ExportInstance instance, CancellationToken cancellationToken)
    {
        (long size, byte[]? hash) = await source.FactsAsync(instance, cancellationToken).ConfigureAwait(false);
        foreach (string mark in (string[])["", "~" + instance.Id.ToString()[..MarkDigits], "~" + instance.Id])
        {
            // 1
            string relative = layout.PathOf(instance.Tags, mark);
            string path = Path.GetFullPath(Path.Join(_root, relative));
            if (!path.StartsWith(_root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw new NotExportableException("Its tags lead out of the folder");

            // 2
            Occupant occupant = Look(path, instance.Id, size, hash, cancellationToken);
            if (occupant == Occupant.Same) return (ExportKind.Present, relative, size);
            if (occupant == Occupant.Other) continue;
            if (occupant == Occupant.Older && !overwrite) throw new NotExportableException("Another file of this instance is there, of other content: --overwrite replaces it");

            // 3
            if (await TryWriteAsync(instance, path, replaces: occupant == Occupant.Older, cancellationToken).ConfigureAwait(false)) return (ExportKind.Written, relative, size);
        }

        throw new NotExportableException("All names that it may have are taken by other files");
    }

    private enum Occupant
    {
        None,
        Same,
        Older,
        Other,
    }

    private Occupant Look(string path, ResourceId instance, long size, byte[]? hash, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path)) return Occupant.Other;
        if (!File.Exists(path)) return Occupant.None;
        try
        {
            using FileStream file = File.OpenRead(path);
            (InstanceIdentity found, byte[] content) = ContentProbe.Read(file, DicomLimits.Default, source.Hash, cancellationToken);
            if (hash is not null && file.Length == size && content.AsSpan().SequenceEqual(hash)) return Occupant.Same;
            return found.Instance == instance ? Occupant.Older : Occupant.Other;
        }
        catch (DicomFormatException)
        {
            // Somebody's file that is no instance: not ours to replace.
            return Occupant.Other;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotExportableException($"The file that is there cannot be read: {e.Message}", e);
        }
    }

    /// <summary>False if somebody has taken the name meanwhile.</summary>
    private async Task<bool> TryWriteAsync(ExportInstance instance, string path, bool replaces, CancellationToken cancellationToken)
    {
        string parent = Path.GetDirectoryName(path)!;
        string temporary = Path.Join(parent, $".apacs-{instance.Id}.part");
        try
        {
            Directory.CreateDirectory(parent);
            await using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 }))
            {
                await source.CopyAsync(instance, file, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            // Danger: the framework looks, then renames; between the two, another task's file of the same name would be lost.
            lock (_renames)
            {
                if (!replaces && Path.Exists(path)) return false;
                File.Move(temporary, path, overwrite: replaces);
                return true;
            }
        }
        catch (IOException e) when (e.HResult is NoSpaceUnix or NoSpaceWindows)
        {
            throw new ArchiveUnavailableException($"There is no room left in {_root}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotExportableException($"It cannot be written: {e.Message}", e);
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }
}

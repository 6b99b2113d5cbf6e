using System.Runtime.CompilerServices;
using AttachmentPacs.Core.Zip;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Cli.Import.Sources;

/// <summary>What the user's paths hold: folders with all below them, single files, archives, and media by their DICOMDIR.</summary>
/// <param name="paths">As given.</param>
/// <param name="limits">What a reader puts up with.</param>
internal sealed class ImportSources(IReadOnlyList<string> paths, DicomLimits limits) : IDisposable
{
    // The user's own archive may be as large as it likes, but not blow up.
    private readonly ZipSource _archives = new(new ZipLimits(int.MaxValue, long.MaxValue, limits.InflationRatio));

    private static ReadOnlySpan<byte> ZipMagic => "PK\u0003\u0004"u8;

    private static ReadOnlySpan<byte> EmptyZipMagic => "PK\u0005\u0006"u8;

    /// <summary>Everything, as it is found.</summary>
    public async IAsyncEnumerable<Found> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folders = new FolderWalk();
        foreach (string path in paths)
        {
            IAsyncEnumerable<Found> found = Directory.Exists(path) ? InFolder(folders, path, cancellationToken) : InFile(path, cancellationToken);
            await foreach (Found each in found.ConfigureAwait(false)) yield return each;
        }
    }

    /// <summary>How many files there are: quick, as nothing is opened. Members of archives and files of a DICOMDIR are not counted.</summary>
    public long Count(CancellationToken cancellationToken)
    {
        var folders = new FolderWalk();
        long count = 0;
        foreach (string path in paths)
        {
            if (!Directory.Exists(path))
            {
                count++;
                continue;
            }

            foreach (FolderWalk.Entry _ in folders.Through(path))
            {
                cancellationToken.ThrowIfCancellationRequested();
                count++;
            }
        }

        return count;
    }

    public void Dispose() => _archives.Dispose();

    private async IAsyncEnumerable<Found> InFolder(FolderWalk folders, string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (FolderWalk.Entry entry in folders.Through(folder))
        {
            if (entry.Problem is { } problem)
            {
                yield return Found.Problem(entry.Path, ImportKind.Failed, ImportReason.Unreadable, problem);
                continue;
            }

            // The system tells no length of a name that it cannot find again.
            if (entry.Size == 0 && !File.Exists(entry.Path))
            {
                yield return Found.Problem(entry.Path, ImportKind.Failed, ImportReason.Unreadable, "The file cannot be found: it was removed meanwhile, or its name is not UTF-8 (rename it then)");
                continue;
            }

            if (!Path.GetExtension(entry.Path).Equals(".zip", StringComparison.OrdinalIgnoreCase) || !IsZip(entry.Path))
            {
                yield return OfSize(entry.Path, entry.Size);
                continue;
            }

            await foreach (Found member in _archives.MembersAsync(entry.Path, cancellationToken).ConfigureAwait(false)) yield return member;
        }
    }

    private async IAsyncEnumerable<Found> InFile(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (long size, string? problem) = LengthOf(path);
        if (problem is not null) yield return Found.Problem(path, ImportKind.Failed, ImportReason.Unreadable, problem);
        else if (size == 0) yield return OfSize(path, size);
        else if (IsZip(path))
        {
            await foreach (Found member in _archives.MembersAsync(path, cancellationToken).ConfigureAwait(false)) yield return member;
        }
        else if (MediaDirectory.TryRead(path, limits) is { } directory)
        {
            foreach (Found file in directory.Files()) yield return file.Item is null ? file : OfSize(file.Path, file.Item.Size);
        }
        else
        {
            yield return OfSize(path, size);
        }
    }

    /// <summary>Nothing of no length is opened: it is empty, or no file but a pipe or a device, on which opening may wait for ever.</summary>
    private static Found OfSize(string path, long size) =>
        size > 0 ? Found.File(new FileItem(path, size)) : Found.Empty(path);

    private static (long Size, string? Problem) LengthOf(string path)
    {
        try
        {
            return (new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path).Length, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (0, $"The file cannot be found: {e.Message}");
        }
    }

    private static bool IsZip(string path)
    {
        if (LengthOf(path).Size == 0) return false;
        try
        {
            using var file = new SourceFile(path);
            Span<byte> magic = stackalloc byte[ZipMagic.Length];
            return file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length
                && (magic.SequenceEqual(ZipMagic) || magic.SequenceEqual(EmptyZipMagic));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever imports it as a file tells why.
            return false;
        }
    }
}

using System.Text;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Cli.Import.Sources;

/// <summary>
/// A DICOMDIR (PS3.3 annex F): the files that its records name, relative to its own folder (PS3.10 8.2). Names are matched whatever their case,
/// as media show them in either; none leads out of the folder.
/// </summary>
internal sealed class MediaDirectory
{
    private const uint ReferencedFileId = 0x0004_1500;
    private const string Name = "DICOMDIR";
    private const int Peeked = 1024;

    // A medium has many more elements in its directory than an instance in its head.
    private const int Elements = 10_000_000;

    private readonly FileNames _names;
    private readonly List<string> _files;

    private MediaDirectory(string path, List<string> files)
    {
        _names = new FileNames(Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".");
        _files = files;
    }

    // Media Storage Directory Storage (PS3.6)
    private static ReadOnlySpan<byte> SopClass => "1.2.840.10008.1.3.10\0"u8;

    /// <summary>Reads one; null if the file is none, or cannot be read, which whoever imports it as a file will tell.</summary>
    public static MediaDirectory? TryRead(string path, DicomLimits limits)
    {
        try
        {
            using var file = new SourceFile(path);
            byte[] start = new byte[Peeked];
            int count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            bool isLikely = Path.GetFileName(path).Equals(Name, StringComparison.OrdinalIgnoreCase) || start.AsSpan(0, count).IndexOf(SopClass) >= 0;
            if (!isLikely) return null;
            file.Position = 0;
            using var reader = new DicomHeadReader(limits with { Elements = Math.Max(limits.Elements, Elements) });
            DicomHead head = reader.Read(file);
            return head.Find(Tags.DirectoryRecordSequence) < 0 ? null : new MediaDirectory(path, References(head));
        }
        catch (Exception e) when (e is UnreadableException or DicomFormatException)
        {
            return null;
        }
    }

    /// <summary>Each referenced file, or why it cannot be imported.</summary>
    public IEnumerable<Found> Files() => _files.Select(_names.Find);

    private static List<string> References(in DicomHead head)
    {
        List<string> files = [];
        foreach (Element element in head.Elements[head.DataSetStart..])
        {
            if (element is not { Tag: ReferencedFileId, Kind: ElementKind.Leaf, Depth: 1 } || !DicomHead.IsKept(element)) continue;
            string id = Encoding.UTF8.GetString(head.ValueOf(element)).Trim(' ', '\0');
            if (id.Length > 0) files.Add(id);
        }

        return files;
    }
}

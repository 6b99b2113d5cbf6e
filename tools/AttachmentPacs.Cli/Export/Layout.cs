using System.Globalization;
using System.Text;
using AttachmentPacs.Cli.Commands;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Cli.Export;

/// <summary>
/// Where an instance's file goes below the folder: parts joined by slashes, with main tags in braces, as in <c>{PatientID}/{InstanceNumber:6}.dcm</c>;
/// a number after a colon pads numbers with zeros. Each part is made safe as a whole, so that no tag leads anywhere else.
/// </summary>
internal sealed class Layout
{
    public const string Default =
        "{PatientID} {PatientName}/{StudyDate} {StudyDescription}/{Modality} {SeriesNumber} {SeriesDescription}/{InstanceNumber:6}-{SOPInstanceUID}.dcm";

    private const int FolderBytes = 64;

    // A UID of 64 characters, a number, an extension.
    private const int FileBytes = 96;
    private const int MostPadding = 20;

    private readonly List<Piece>[] _parts;
    private readonly string _extension;

    private Layout(List<Piece>[] parts, string extension)
    {
        _parts = parts;
        _extension = extension;
    }

    /// <summary>Literal text, or a tag and its width.</summary>
    private readonly record struct Piece(string Text, uint Tag, int Width);

    /// <exception cref="UsageException">It is no layout.</exception>
    public static Layout Parse(string template)
    {
        string[] parts = template.Split('/');
        string extension = parts[^1].Contains('}', StringComparison.Ordinal) ? Path.GetExtension(parts[^1][(parts[^1].LastIndexOf('}') + 1)..]) : Path.GetExtension(parts[^1]);
        parts[^1] = parts[^1][..^extension.Length];
        if (Array.Exists(parts, part => part.Trim() is "" or "." or "..")) throw new UsageException($"--layout {template} has an empty part, or one of dots: expected names joined by single slashes");
        return new Layout([.. parts.Select(part => Pieces(part, template))], extension);
    }

    /// <summary>The path of an instance, relative; with a mark, the name of one whose plain name another has taken.</summary>
    public string PathOf(IReadOnlyDictionary<uint, string> tags, string mark = "")
    {
        var names = new string[_parts.Length];
        for (int i = 0; i < names.Length; i++)
        {
            bool isFile = i == names.Length - 1;
            names[i] = SafeName.Of(Fill(_parts[i], tags), isFile ? FileBytes : FolderBytes, isFile ? mark + _extension : "");
        }

        return Path.Join(names);
    }

    private static string Fill(List<Piece> pieces, IReadOnlyDictionary<uint, string> tags)
    {
        var text = new StringBuilder();
        foreach (Piece piece in pieces)
        {
            if (piece.Tag == 0) text.Append(piece.Text);
            else if (tags.TryGetValue(piece.Tag, out string? value)) text.Append(Padded(value.Trim(), piece.Width));
        }

        return text.ToString();
    }

    private static string Padded(string value, int width) =>
        width > 0 && value.Length < width && value.Length > 0 && value.All(char.IsAsciiDigit) ? value.PadLeft(width, '0') : value;

    private static List<Piece> Pieces(string part, string template)
    {
        List<Piece> pieces = [];
        for (int at = 0; at < part.Length;)
        {
            int open = part.IndexOf('{', at);
            int close = open < 0 ? -1 : part.IndexOf('}', open);
            int stray = part.IndexOf('}', at);
            if ((open >= 0 && close < 0) || (stray >= 0 && (open < 0 || stray < open))) throw new UsageException($"--layout {template} has a brace without its partner");
            if (open != at) pieces.Add(new Piece(open < 0 ? part[at..] : part[at..open], 0, 0));
            if (open < 0) break;
            pieces.Add(Field(part[(open + 1)..close], template));
            at = close + 1;
        }

        return pieces;
    }

    private static Piece Field(string field, string template)
    {
        string[] parts = field.Split(':');
        int width = 0;
        bool isField = TagText.TryParse(parts[0].Trim(), out uint tag) && parts.Length <= 2 && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out width)) && width <= MostPadding;
        if (!isField) throw new UsageException($"--layout {template}: {{{field}}} is no tag, nor a tag with a width of up to {MostPadding} as in {{InstanceNumber:6}}");
        bool isMain = Enum.GetValues<ResourceLevel>().Any(level => MainTags.Of(level).Contains(tag));
        return isMain ? new Piece("", tag, width) : throw new UsageException($"--layout {template}: {TagText.Describe(tag)} is no main tag (docs/command-line.md lists them)");
    }
}

using System.Text;

namespace AttachmentPacs.DictionaryGen;

/// <summary>One row of a tab-separated table with a header line.</summary>
internal sealed class TableRow
{
    private readonly string _place;
    private readonly Dictionary<string, int> _columns;
    private readonly string[] _cells;

    private TableRow(string place, Dictionary<string, int> columns, string[] cells) => (_place, _columns, _cells) = (place, columns, cells);

    /// <summary>The cell of a column, as it stands.</summary>
    public string this[string column] =>
        _columns.TryGetValue(column, out int index) ? _cells[index] : throw Error($"the table has no column '{column}'");

    /// <summary>Reads every row after the header.</summary>
    public static List<TableRow> Read(string path)
    {
        string[] lines = File.ReadAllLines(path, Encoding.UTF8);
        string[] header = lines[0].Split('\t');
        var columns = header.Index().ToDictionary(c => c.Item, c => c.Index);
        var rows = new List<TableRow>(lines.Length);
        for (int i = 1; i < lines.Length; i++)
        {
            string[] cells = lines[i].Split('\t');
            var row = new TableRow($"{Path.GetFileName(path)}, line {i + 1}", columns, cells);
            if (cells.Length != header.Length) throw row.Error($"{cells.Length} columns where the header has {header.Length}");
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>An error that names this row.</summary>
    public InvalidDataException Error(string what) => new($"{_place}: {what}. Correct the table and generate again.");
}

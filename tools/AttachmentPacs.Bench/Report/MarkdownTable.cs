using System.Text;

namespace AttachmentPacs.Bench.Report;

/// <summary>A table that reads well as text and as Markdown.</summary>
internal static class MarkdownTable
{
    /// <summary>Writes it, each column as wide as its widest cell.</summary>
    public static string Of(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] all = [header, .. rows];
        int[] widths = [.. header.Select((_, column) => all.Max(row => row[column].Length))];
        var text = new StringBuilder();
        Line(text, header, widths);
        Line(text, [.. widths.Select(width => new string('-', width))], widths);
        foreach (IReadOnlyList<string> row in all.Skip(1)) Line(text, row, widths);
        return text.ToString();
    }

    private static void Line(StringBuilder text, IReadOnlyList<string> cells, int[] widths) =>
        text.Append("| ").AppendJoin(" | ", cells.Select((cell, column) => cell.PadRight(widths[column]))).Append(" |\n");
}

namespace AttachmentPacs.Core.Configuration;

/// <summary>What somebody who wrote a name wrongly probably meant.</summary>
internal static class NearestName
{
    private const int MostEdits = 3;

    /// <summary>The name that the fewest insertions, deletions and substitutions of letters lead to, in any case of letters; null if it takes more than 3.</summary>
    public static string? Of(string text, IEnumerable<string> names) =>
        names.Select(name => (Name: name, Edits: Edits(text.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(each => each.Edits <= Math.Min(MostEdits, each.Name.Length / 3))
            .OrderBy(each => each.Edits).ThenBy(each => each.Name, StringComparer.Ordinal)
            .Select(each => each.Name).FirstOrDefault();

    private static int Edits(string from, string to)
    {
        if (Math.Abs(from.Length - to.Length) > MostEdits) return int.MaxValue;
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int substituted = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}

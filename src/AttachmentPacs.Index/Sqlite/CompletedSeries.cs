using System.Globalization;

namespace AttachmentPacs.Index.Sqlite;

/// <summary>Whether all expected instances of a series are there: the distinct IndexInSeries values are exactly 1 to n.</summary>
internal static class CompletedSeries
{
    /// <summary>
    /// True if the series has become complete and has no CompletedSeries in the log. The values are only read once there are as many instances
    /// as expected, and no longer when there are twice as many: such a series is inconsistent, and reading it at each store would cost O(n^2). Nor for a series
    /// that is sent again after it was completed.
    /// </summary>
    public static bool IsNew(WriteSession session, long series, int expected, IReadOnlyList<KeyValuePair<int, string>> metadata)
    {
        if (expected <= 0 || !HasIndexWithin(metadata, expected)) return false;
        long children = session.Prepare("SELECT children FROM resources WHERE key = ?").Bind(series).Scalar() ?? 0;
        children += session.Ancestors.NewChildren(series);
        if (children < expected || children >= 2L * expected + 2) return false;
        return !WasLogged(session, series) && HoldsAll(session, series, expected);
    }

    private static bool HasIndexWithin(IReadOnlyList<KeyValuePair<int, string>> metadata, int expected)
    {
        foreach ((int type, string value) in metadata)
        {
            if (type == ItemTypes.IndexInSeries) return TryParse(value, expected, out _);
        }

        return false;
    }

    private static bool HoldsAll(WriteSession session, long series, int expected)
    {
        HashSet<int> indexes = [];
        foreach (string value in ItemQueries.ChildrenMetadata(session.Connection, series, ItemTypes.IndexInSeries))
        {
            if (!TryParse(value, expected, out int index)) return false;
            indexes.Add(index);
        }

        return indexes.Count == expected;
    }

    private static bool WasLogged(WriteSession session, long series) =>
        session.Prepare("SELECT 1 FROM changes WHERE resource_key = ? AND type = ? AND type <> 4096 AND hidden < 2 LIMIT 1")
            .Bind(series).Bind((int)ChangeType.CompletedSeries).Scalar() is not null;

    private static bool TryParse(string value, int expected, out int index) =>
        int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out index) && index >= 1 && index <= expected;
}

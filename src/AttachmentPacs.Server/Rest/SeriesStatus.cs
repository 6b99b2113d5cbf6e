using System.Globalization;
using AttachmentPacs.Core;
using AttachmentPacs.Index;

namespace AttachmentPacs.Server.Rest;

/// <summary>Whether a series has all its instances, as far as it says how many it expects (contract 1.4).</summary>
internal static class SeriesStatus
{
    public static async ValueTask<string> OfAsync(
        ResourceRow series, IReadOnlyList<MetadataRow> metadata, IIndexReader index, CancellationToken cancellationToken)
    {
        string? text = metadata.Where(row => row.Type == MetadataType.ExpectedNumberOfInstances).Select(row => row.Value).FirstOrDefault();
        if (!TryNumber(text, out int expected)) return "Unknown";
        IReadOnlyList<string> numbers = await index.ChildrenMetadataAsync(series.Key, MetadataType.IndexInSeries, cancellationToken).ConfigureAwait(false);
        var seen = new HashSet<int>();
        foreach (string each in numbers)
        {
            if (!TryNumber(each, out int number)) return "Unknown";
            if (number <= 0 || number > expected || !seen.Add(number)) return "Inconsistent";
        }

        return seen.Count == expected ? "Complete" : "Missing";
    }

    private static bool TryNumber(string? text, out int number) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}

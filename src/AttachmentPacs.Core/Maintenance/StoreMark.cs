using System.Globalization;

namespace AttachmentPacs.Core.Maintenance;

/// <summary>What the storage folder knows of its index: whose it is, and how far the change log had come.</summary>
/// <param name="StoreId">The same in folder and index.</param>
/// <param name="Sequence">Last change sequence when the mark was written.</param>
internal readonly record struct StoreMark(Guid StoreId, long Sequence)
{
    public static StoreMark? Parse(string text)
    {
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 2 && Guid.TryParseExact(parts[0], "D", out Guid id)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
            ? new StoreMark(id, sequence)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StoreId:D} {Sequence}");
}

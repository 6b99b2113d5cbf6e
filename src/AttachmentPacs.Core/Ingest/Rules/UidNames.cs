using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.Core.Ingest.Rules;

/// <summary>The UIDs of one type under their keywords (PS3.6 Annex A).</summary>
internal sealed class UidNames
{
    private const int LongestUid = 64;

    private readonly (string Uid, string Keyword)[] _all;

    private UidNames(UidType type, string what)
    {
        What = what;
        _all = [.. UidDictionary.All(type)];
    }

    public static UidNames SopClasses { get; } = new(UidType.SopClass, "SOP Class");

    public static UidNames TransferSyntaxes { get; } = new(UidType.TransferSyntax, "transfer syntax");

    /// <summary>What they are called.</summary>
    public string What { get; }

    public IEnumerable<string> Keywords => _all.Select(each => each.Keyword).Where(keyword => keyword.Length > 0);

    /// <summary>
    /// What an entry of a list stands for: itself if it is a UID or the beginning of one, else the UIDs of its keyword or, with a * at its end, of
    /// all keywords that begin so. Empty if it is none of these.
    /// </summary>
    public IReadOnlyList<string> Resolve(string entry)
    {
        string stem = ValueList.Stem(entry);
        if (stem.Length == 0) return entry.Length > 0 ? [entry] : [];
        if (char.IsAsciiDigit(stem[0])) return stem.Length <= LongestUid && stem.All(each => char.IsAsciiDigit(each) || each == '.') ? [entry] : [];
        bool isBeginning = stem.Length < entry.Length;
        return [.. _all.Where(each => isBeginning ? each.Keyword.StartsWith(stem, StringComparison.Ordinal) : each.Keyword == stem).Select(each => each.Uid)];
    }
}

using System.Text;
using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.Server.DimseServices.Storage;

/// <summary>Which SOP classes are stored.</summary>
internal static class StorageClasses
{
    // A medium's directory is a file format (PS3.10), and no SOP class of C-STORE. The others are of the Non-Patient Object Storage Service Class
    // (PS3.4 Annex GG): what has no study and no series has no place in the archive.
    private static readonly HashSet<string> Others =
    [
        "1.2.840.10008.1.3.10",
        "1.2.840.10008.5.1.4.38.1", "1.2.840.10008.5.1.4.39.1", "1.2.840.10008.5.1.4.43.1", "1.2.840.10008.5.1.4.44.1", "1.2.840.10008.5.1.4.45.1",
        "1.2.840.10008.5.1.4.1.1.200.1", "1.2.840.10008.5.1.4.1.1.200.3", "1.2.840.10008.5.1.4.1.1.200.7", "1.2.840.10008.5.1.4.1.1.201.1",
    ];

    /// <summary>Every one of them, in the order of the alphabet.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. UidDictionary.All(UidType.SopClass).Where(each => IsStorage(each.Uid, Encoding.ASCII.GetBytes(each.Keyword))).Select(each => each.Uid).Order(StringComparer.Ordinal)];

    /// <summary>Whether a UID is a storage SOP class of PS3.4 B.5, a retired or DICOS or DICONDE one included.</summary>
    public static bool IsStorage(string uid) => IsRegistered(uid, out UidEntry entry) && entry.Type == UidType.SopClass && IsStorage(uid, entry.Keyword);

    /// <summary>Whether a UID is in the dictionary, as whatever: then it is no private SOP class.</summary>
    public static bool IsRegistered(string uid) => IsRegistered(uid, out _);

    // Their keywords end in Storage, StorageForPresentation, StorageForProcessing, StorageRetired or StorageTrial.
    private static bool IsStorage(string uid, ReadOnlySpan<byte> keyword)
    {
        int end = keyword.LastIndexOf("Storage"u8);
        if (end < 0 || Others.Contains(uid)) return false;
        ReadOnlySpan<byte> rest = keyword[(end + "Storage".Length)..];
        return rest.IsEmpty || rest.SequenceEqual("ForPresentation"u8) || rest.SequenceEqual("ForProcessing"u8) || rest.SequenceEqual("Retired"u8)
            || rest.SequenceEqual("Trial"u8);
    }

    private static bool IsRegistered(string uid, out UidEntry entry) => UidDictionary.TryFind(Encoding.ASCII.GetBytes(uid), out entry);
}

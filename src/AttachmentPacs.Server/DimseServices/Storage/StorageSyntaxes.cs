using System.Text;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.Server.DimseServices.Storage;

/// <summary>In which transfer syntax a data set is received: any that a data set can be in.</summary>
internal static class StorageSyntaxes
{
    // PS3.5 A.6 and A.10: the pixels are elsewhere, where the archive cannot keep them.
    private static readonly string[] Referenced =
        ["1.2.840.10008.1.2.4.94", "1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.4.204", "1.2.840.10008.1.2.4.205"];

    // MIME and XML (retired), and what is for real-time video only (PS3.22): no data set of a C-STORE is in these.
    private static readonly string[] OtherPurposes = ["1.2.840.10008.1.2.6.", "1.2.840.10008.1.2.7."];

    /// <summary>
    /// The best of those proposed, null if none is of a data set: as it lies at the sender, which most of them list first; but explicit VR rather
    /// than implicit, since VRs that are lost on the way do not come back; little endian rather than big; pixels rather than a reference to them; what
    /// is known rather than what is not.
    /// </summary>
    public static string? Prefer(IReadOnlyList<string> proposed) => proposed.Where(IsOfDataSets).MinBy(RankOf);

    private static bool IsOfDataSets(string uid) =>
        !OtherPurposes.Any(prefix => uid.StartsWith(prefix, StringComparison.Ordinal))
        && (!UidDictionary.TryFind(Encoding.ASCII.GetBytes(uid), out UidEntry entry) || entry.Type == UidType.TransferSyntax);

    private static int RankOf(string uid)
    {
        if (uid == TransferSyntax.ImplicitLittleEndian.Uid) return 1;
        if (uid == TransferSyntax.ExplicitBigEndian.Uid) return 2;
        if (Referenced.Contains(uid)) return 3;
        return TransferSyntax.Find(Encoding.ASCII.GetBytes(uid)).IsKnown ? 0 : 4;
    }
}

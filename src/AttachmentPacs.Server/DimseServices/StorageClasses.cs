using System.Text;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.Server.DimseServices;

/// <summary>Which SOP classes are stored, and in which transfer syntax.</summary>
internal static class StorageClasses
{
    /// <summary>Whether a UID is a storage SOP class of PS3.4 B.5, a retired one included.</summary>
    public static bool IsStorage(string uid) =>
        UidDictionary.TryFind(Encoding.ASCII.GetBytes(uid), out UidEntry entry) && entry.Type == UidType.SopClass && entry.Keyword.EndsWith("Storage"u8);

    /// <summary>
    /// The one to receive: as it lies at the sender, which most of them list first; but explicit VR rather than implicit, since VRs that are lost on
    /// the way do not come back, and little endian rather than big.
    /// </summary>
    public static string Prefer(IReadOnlyList<string> proposed) =>
        proposed.FirstOrDefault(uid => uid != TransferSyntax.ImplicitLittleEndian.Uid && uid != TransferSyntax.ExplicitBigEndian.Uid) ?? proposed[0];
}

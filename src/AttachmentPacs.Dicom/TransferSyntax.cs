using System.Text;

namespace AttachmentPacs.Dicom;

/// <summary>How a data set is encoded (PS3.5 chapter 10 and annex A).</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="IsExplicit">Elements carry their VR.</param>
/// <param name="IsBigEndian">Numbers start with their most significant byte.</param>
/// <param name="IsDeflated">The data set is one raw deflate stream (RFC 1951).</param>
/// <param name="IsEncapsulated">Top-level Pixel Data is a sequence of fragments.</param>
/// <param name="IsKnown">False for UIDs this code has not heard of: the data are then looked at.</param>
public sealed record TransferSyntax(string Uid, bool IsExplicit, bool IsBigEndian, bool IsDeflated, bool IsEncapsulated, bool IsKnown)
{
    /// <summary>PS3.5 A.1.</summary>
    public static readonly TransferSyntax ImplicitLittleEndian = new("1.2.840.10008.1.2", false, false, false, false, true);

    /// <summary>PS3.5 A.2.</summary>
    public static readonly TransferSyntax ExplicitLittleEndian = new("1.2.840.10008.1.2.1", true, false, false, false, true);

    /// <summary>PS3.5 A.3 (retired).</summary>
    public static readonly TransferSyntax ExplicitBigEndian = new("1.2.840.10008.1.2.2", true, true, false, false, true);

    /// <summary>PS3.5 A.5.</summary>
    public static readonly TransferSyntax DeflatedLittleEndian = new("1.2.840.10008.1.2.1.99", true, false, true, false, true);

    private static readonly TransferSyntax JpipDeflate = new("1.2.840.10008.1.2.4.95", true, false, true, false, true);
    private static readonly TransferSyntax JpipHtj2kDeflate = new("1.2.840.10008.1.2.4.205", true, false, true, false, true);
    private static readonly TransferSyntax Jpip = new("1.2.840.10008.1.2.4.94", true, false, false, false, true);
    private static readonly TransferSyntax JpipHtj2k = new("1.2.840.10008.1.2.4.204", true, false, false, false, true);
    private static readonly TransferSyntax EncapsulatedUncompressed = new("1.2.840.10008.1.2.1.98", true, false, false, true, true);

    private static readonly TransferSyntax[] Named =
    [
        ExplicitLittleEndian, ImplicitLittleEndian, ExplicitBigEndian, DeflatedLittleEndian, JpipDeflate, JpipHtj2kDeflate, Jpip, JpipHtj2k,
        EncapsulatedUncompressed,
    ];

    /// <summary>
    /// The syntax of a UID, without allocating for the well-known ones. All of 1.2.840.10008.1.2.4.*, .5 (RLE), .7.* and .8.* but those
    /// named here encapsulate explicit little endian data (PS3.5 A.4).
    /// </summary>
    public static TransferSyntax Find(ReadOnlySpan<byte> uid)
    {
        foreach (TransferSyntax syntax in Named)
        {
            if (Ascii.Equals(uid, syntax.Uid)) return syntax;
        }

        bool encapsulated = uid.StartsWith("1.2.840.10008.1.2.4."u8) || uid.SequenceEqual("1.2.840.10008.1.2.5"u8)
            || uid.StartsWith("1.2.840.10008.1.2.7."u8) || uid.StartsWith("1.2.840.10008.1.2.8."u8);
        return new TransferSyntax(Encoding.Latin1.GetString(uid), true, false, false, encapsulated, encapsulated);
    }
}

using System.Text;

namespace AttachmentPacs.Dicom.Tests.CharacterSets;

/// <summary>Raw values for tests: a character of the literal is a byte.</summary>
internal static class Bytes
{
    public static byte[] Of(string latin1) => Encoding.Latin1.GetBytes(latin1);
}

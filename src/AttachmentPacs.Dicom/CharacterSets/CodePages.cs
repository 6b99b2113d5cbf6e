using System.Text;

namespace AttachmentPacs.Dicom.CharacterSets;

/// <summary>The framework's code pages with U+FFFD for what cannot be decoded, without registering them for the whole process.</summary>
internal static class CodePages
{
    public static Encoding Get(int codePage)
    {
        Encoding found = CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
        var encoding = (Encoding)found.Clone();
        encoding.DecoderFallback = DecoderFallback.ReplacementFallback;
        return encoding;
    }
}

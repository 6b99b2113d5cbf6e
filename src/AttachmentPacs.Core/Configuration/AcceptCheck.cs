using AttachmentPacs.Core.Ingest.Rules;
using AttachmentPacs.Core.Modalities;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Dictionary;

namespace AttachmentPacs.Core.Configuration;

/// <summary>What the types of the section Accept cannot say.</summary>
internal static class AcceptCheck
{
    private const int LongestCode = 16;

    public static void Check(AcceptOptions accept, Action<bool, string> require)
    {
        foreach (string tag in accept.RequiredTags) CheckTag(tag, require);
        CheckUids("SopClasses", accept.SopClasses, UidNames.SopClasses, "CTImageStorage", require);
        CheckUids("RefusedSopClasses", accept.RefusedSopClasses, UidNames.SopClasses, "CTImageStorage", require);
        CheckUids("TransferSyntaxes", accept.TransferSyntaxes, UidNames.TransferSyntaxes, "ExplicitVRLittleEndian", require);
        CheckUids("RefusedTransferSyntaxes", accept.RefusedTransferSyntaxes, UidNames.TransferSyntaxes, "ExplicitVRLittleEndian", require);
        foreach ((string key, List<string> values) in ((string, List<string>)[])[("Modalities", accept.Modalities), ("RefusedModalities", accept.RefusedModalities)])
        {
            foreach (string value in values)
            {
                require(IsCode(ValueList.Stem(value)), $"Accept:{key} holds \"{value}\": expected a code as CT, of capital letters, digits and underscores, 16 at most");
            }
        }

        foreach ((string key, List<string> values) in ((string, List<string>)[])[("AeTitles", accept.AeTitles), ("RefusedAeTitles", accept.RefusedAeTitles)])
        {
            foreach (string value in values)
            {
                require(AeTitles.IsValid(AeTitles.Trim(value)), $"Accept:{key} holds \"{value}\": expected an Application Entity title, 1 to 16 characters without backslash");
            }
        }

        require(accept.MaximumSize >= 0, $"Accept:MaximumSize is {accept.MaximumSize}: expected bytes, or 0 for no limit");
    }

    private static void CheckTag(string text, Action<bool, string> require)
    {
        if (!TagText.TryParse(text, out uint tag))
        {
            require(false, $"Accept:RequiredTags holds \"{text}\", which is no tag and no keyword of PS3.6: {Remedy(text, DicomDictionary.Keywords(), "PatientID or 0010,0020")}");
            return;
        }

        bool hasText = !DicomDictionary.TryFind(tag, out DictionaryEntry entry) || !(entry.Vr == Vr.SQ || VrFacts.IsBinary(entry.Vr));
        require(hasText, $"Accept:RequiredTags holds \"{text}\", which is a sequence or binary: expected a tag whose value is text or numbers, as PatientID");
        require(tag is >= 0x0008_0000 and < Tags.FloatPixelData, $"Accept:RequiredTags holds \"{text}\": expected a tag of the data set before the pixel data, 0008,0000 to 7fdf,ffff");
    }

    private static void CheckUids(string key, List<string> entries, UidNames names, string example, Action<bool, string> require)
    {
        foreach (string entry in entries)
        {
            require(
                names.Resolve(entry).Count > 0,
                $"Accept:{key} holds \"{entry}\", which is no UID and no keyword of a {names.What} of PS3.6: {Remedy(ValueList.Stem(entry), names.Keywords, $"{example} or {names.Resolve(example)[0]}")}");
        }
    }

    private static string Remedy(string text, IEnumerable<string> known, string example) =>
        NearestName.Of(text, known) is { } near ? $"did you mean {near}?" : $"expected one as {example}";

    // PS3.5 6.2, CS; blanks are left out, which no modality has.
    private static bool IsCode(string text) => text.Length <= LongestCode && text.All(each => char.IsAsciiLetterUpper(each) || char.IsAsciiDigit(each) || each == '_');
}

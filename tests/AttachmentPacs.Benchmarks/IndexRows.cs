using System.Globalization;
using System.Security.Cryptography;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;

namespace AttachmentPacs.Benchmarks;

/// <summary>Instances as the ingest hands them to the index: a CT of 100 instances a series, four series a study, one study a patient, with all their main tags and metadata.</summary>
internal static class IndexRows
{
    private const int PerSeries = 100;
    private const int PerStudy = 4 * PerSeries;
    private const string Root = "1.3.6.1.4.1.5962.99.1.2280943358.716200484.1363785608";

    private static readonly string Signature = string.Join(';', Enumerable.Range(0x0018, 12).Select(element => $"0020,{element:x4}"));

    /// <summary>Instance number <paramref name="number"/> of the store; the same number gives the same instance.</summary>
    public static NewInstance Instance(int number)
    {
        (string patient, string study, string series, string sop) = Uids(number);
        KeyValuePair<int, string>[] signature = [new(10, Signature)];
        TagValue[] person = [new(0x00100010, $"Doe^Jane {number / PerStudy}"), new(0x00100020, patient), new(0x00100030, "19610412"), new(0x00100040, "F")];
        return new NewInstance(
            new NewResource(ResourceId.ForPatient(patient), person, signature),
            new NewResource(ResourceId.ForStudy(patient, study), [.. StudyTags(study), .. person], signature),
            new NewResource(ResourceId.ForSeries(patient, study, series), SeriesTags(series), [new(3, "SCANNER"), .. signature]),
            new NewResource(ResourceId.ForInstance(patient, study, series, sop), InstanceTags(number, sop), Metadata(number)),
            [new(1, Blob(number, 526_000)), new(2, Blob(-number - 1, 4_000))], DuplicatePolicy.Ignore);
    }

    /// <summary>Public id of the instance with this number.</summary>
    public static ResourceId InstanceId(int number)
    {
        (string patient, string study, string series, string sop) = Uids(number);
        return ResourceId.ForInstance(patient, study, series, sop);
    }

    /// <summary>Public id of its study.</summary>
    public static ResourceId StudyId(int number)
    {
        (string patient, string study, _, _) = Uids(number);
        return ResourceId.ForStudy(patient, study);
    }

    /// <summary>Its SOP Instance UID.</summary>
    public static string SopInstanceUid(int number) => Uids(number).Sop;

    private static (string Patient, string Study, string Series, string Sop) Uids(int number)
    {
        string study = $"{Root}.{number / PerStudy}";
        string series = $"{study}.{number / PerSeries % 4}";
        return ($"PID{number / PerStudy:D8}", study, series, $"{series}.{number % PerSeries}");
    }

    private static TagValue[] StudyTags(string study) =>
    [
        new(0x00080020, "20261120"), new(0x00080030, "101530.000"), new(0x00080050, "A20261120"), new(0x00080080, "General Hospital"),
        new(0x00080090, "Smith^John"), new(0x00081030, "CT Thorax with contrast"), new(0x0020000D, study), new(0x00200010, "4711"),
    ];

    private static TagValue[] SeriesTags(string series) =>
    [
        new(0x00080021, "20261120"), new(0x00080031, "101612.000"), new(0x00080060, "CT"), new(0x00080070, "SIEMENS"), new(0x0008103E, "Thorax 1.0 B70f"),
        new(0x00081010, "CT01"), new(0x00180015, "CHEST"), new(0x00181030, "ThoraxRoutine"), new(0x0020000E, series), new(0x00200011, "3"),
    ];

    private static TagValue[] InstanceTags(int number, string sop) =>
    [
        new(0x00080012, "20261120"), new(0x00080013, "101702.125"), new(0x00080018, sop), new(0x00200012, "1"), new(0x00200013, Text(number % PerSeries)),
        new(0x00200032, $"-170.5\\-170.5\\{number % PerSeries}.25"), new(0x00200037, "1\\0\\0\\0\\1\\0"), new(0x00204000, ""),
    ];

    private static KeyValuePair<int, string>[] Metadata(int number) =>
    [
        new(1, Text(number % PerSeries)), new(2, "20261120T101702"), new(3, "SCANNER"), new(4, "DicomProtocol"), new(5, "1.2.840.10008.1.2.1"),
        new(6, "1.2.840.10008.5.1.4.1.1.2"), new(8, "192.168.17.42"), new(13, "2730"), new(14, "OW"), new(10, Signature),
    ];

    private static BlobRow Blob(int seed, long size)
    {
        byte[] sha256 = SHA256.HashData(BitConverter.GetBytes(seed));
        return new BlobRow(new Guid(sha256.AsSpan(0, 16), bigEndian: true), 1, size, size, sha256, sha256[..16], sha256[8..24], sha256[16..], []);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}

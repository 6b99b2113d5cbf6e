using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Index.Tests;

/// <summary>Instances to store, told apart by short names.</summary>
public static class Sample
{
    public static ResourceId PatientId(string patient) => ResourceId.ForPatient(patient);

    public static ResourceId StudyId(string patient, string study) => ResourceId.ForStudy(patient, study);

    public static ResourceId SeriesId(string patient, string study, string series) => ResourceId.ForSeries(patient, study, series);

    public static ResourceId InstanceId(string patient, string study, string series, string instance) =>
        ResourceId.ForInstance(patient, study, series, instance);

    /// <summary>An instance with one attachment (1) of a content of its own, unless contents are given.</summary>
    public static NewInstance Instance(
        string patient, string study, string series, string instance, DuplicatePolicy onDuplicate = DuplicatePolicy.Ignore,
        int? expected = null, string? index = null, params (int Type, string Content)[] contents)
    {
        List<KeyValuePair<int, string>> metadata = [new(2, "20261120T231032"), new(9, "1.2.840.10008.1.2.1")];
        if (index is not null) metadata.Add(new(1, index));
        if (contents.Length == 0) contents = [(1, $"{patient}/{study}/{series}/{instance}")];
        return new NewInstance(
            new(PatientId(patient), [new(0x00100010, "Doe^" + patient), new(0x00100020, patient)], []),
            new(StudyId(patient, study), [new(0x0020000D, study), new(0x00080020, "20261120"), new(0x00100020, patient)], [new(15, "a")]),
            new(SeriesId(patient, study, series), [new(0x0020000E, series), new(0x00080060, "CT")], [new(3, "SCANNER")]),
            new(InstanceId(patient, study, series, instance), [new(0x00080018, instance), new(0x00200013, index ?? "")], metadata),
            [.. contents.Select(content => KeyValuePair.Create(content.Type, Blob(content.Content)))], onDuplicate, expected);
    }

    /// <summary>The blob of a text, with a name derived from it.</summary>
    public static BlobRow Blob(string content)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        byte[] sha256 = SHA256.HashData(bytes);
        byte[] md5 = Md5(content);
        return new BlobRow(
            new Guid(sha256.AsSpan(0, 16), bigEndian: true), 1, bytes.Length + 100, bytes.Length + 50, sha256, md5, md5, sha256[16..], []);
    }

    // The MD5 of contract 1.3: it protects nothing.
#pragma warning disable CA5351
    public static byte[] Md5(string content) => MD5.HashData(Encoding.UTF8.GetBytes(content));
#pragma warning restore CA5351

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}

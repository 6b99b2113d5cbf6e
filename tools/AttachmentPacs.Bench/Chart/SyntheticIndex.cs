using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;

namespace AttachmentPacs.Bench.Chart;

/// <summary>
/// Rows of CT instances as ingest makes them: main tags and metadata of each level, two attachments. 100 instances a series, 4 series a study,
/// 2 studies a patient; ids, UUIDs and hashes are spread evenly, as those of real content are. The same number gives the same rows.
/// </summary>
internal static class SyntheticIndex
{
    private const int InstancesPerSeries = 100;
    private const int SeriesPerStudy = 4;
    private const int StudiesPerPatient = 2;
    private const string Root = "1.2.826.0.1.3680043.10.1451.77";
    private const string CtImageStorage = "1.2.840.10008.5.1.4.1.1.2";

    // Contract 1.4.
    private const int IndexInSeries = 1;
    private const int ReceptionDate = 2;
    private const int RemoteAet = 3;
    private const int Origin = 8;
    private const int TransferSyntax = 9;
    private const int SopClassUid = 10;
    private const int RemoteIp = 11;
    private const int HttpUsername = 13;
    private const int PixelDataOffset = 14;
    private const int Signature = 15;
    private const int PixelDataVr = 17;

    private static readonly string[] Signatures =
        [.. Enum.GetValues<ResourceLevel>().Select(level => string.Join(';', MainTags.Of(level).ToArray().Select(tag => TagText.Format(tag))))];

    /// <summary>The instances from one number up to, not including, another.</summary>
    public static IEnumerable<NewInstance> Instances(long first, long end)
    {
        (NewResource Patient, NewResource Study, NewResource Series) parents = Parents(first / InstancesPerSeries);
        for (long number = first; number < end; number++)
        {
            long series = number / InstancesPerSeries;
            if (number % InstancesPerSeries == 0) parents = Parents(series);
            yield return new NewInstance(
                parents.Patient, parents.Study, parents.Series, Instance(series, number),
                [new(1, Blob(number, 1, 526_000)), new(2, Blob(number, 1001, 2_100))], DuplicatePolicy.Ignore);
        }
    }

    private static string Patient(long series) => Text($"PID-{series / SeriesPerStudy / StudiesPerPatient:D9}");

    private static string Study(long series) => Text($"{Root}.{series / SeriesPerStudy:D9}");

    private static string Series(long series) => Text($"{Root}.{series / SeriesPerStudy:D9}.{series:D9}");

    private static (NewResource Patient, NewResource Study, NewResource Series) Parents(long series)
    {
        string patient = Patient(series);
        string study = Study(series);
        string uid = Series(series);
        TagValue[] ofPatient =
            [new(0x0010_0010, Text($"Müller{series / 8}^Jörg")), new(0x0010_0020, patient), new(0x0010_0030, "19600101"), new(0x0010_0040, "M")];
        TagValue[] ofStudy =
        [
            new(0x0008_0020, "20260131"), new(0x0008_0030, "101530.125000"), new(0x0008_0050, Text($"A{series / SeriesPerStudy}")),
            new(0x0008_0080, "Universitätsklinik"), new(0x0008_0090, "Referrer^Rita"), new(0x0008_1030, "Thorax nativ"), new(0x0020_000D, study),
            new(0x0020_0010, "1"), new(0x0032_1060, "CT Thorax"), .. ofPatient,
        ];
        TagValue[] ofSeries =
        [
            new(0x0008_0021, "20260131"), new(0x0008_0031, "101530.125000"), new(0x0008_0060, "CT"), new(0x0008_0070, "Synthetic Imaging"),
            new(0x0008_1010, "CT01"), new(0x0008_103E, "Thorax 5.0 B31f"), new(0x0018_0015, "CHEST"), new(0x0018_1030, "ThoraxRoutine"),
            new(0x0020_000E, uid), new(0x0020_0011, "2"), new(0x0020_0037, @"1\0\0\0\1\0"), new(0x0040_0244, "20260131"),
            new(0x0040_0245, "101530"), new(0x0040_0254, "CT Thorax"),
        ];
        return (
            new NewResource(ResourceId.ForPatient(patient), ofPatient, [Signed(ResourceLevel.Patient)]),
            new NewResource(ResourceId.ForStudy(patient, study), ofStudy, [Signed(ResourceLevel.Study)]),
            new NewResource(ResourceId.ForSeries(patient, study, uid), ofSeries, [new(RemoteAet, ""), Signed(ResourceLevel.Series)]));
    }

    private static NewResource Instance(long series, long number)
    {
        string uid = Text($"{Series(series)}.{number}");
        string index = Text($"{(number % InstancesPerSeries) + 1}");
        TagValue[] tags =
        [
            new(0x0008_0018, uid), new(0x0020_0012, "1"), new(0x0020_0013, index), new(0x0020_0032, @"-175.65820\-334.65820\-123.5"),
            new(0x0020_0037, @"1\0\0\0\1\0"),
        ];
        return new NewResource(
            ResourceId.ForInstance(Patient(series), Study(series), Series(series), uid), tags,
            [
                new(IndexInSeries, index), new(ReceptionDate, "20260131T101530"), new(RemoteAet, ""), new(Origin, "RestApi"),
                new(TransferSyntax, "1.2.840.10008.1.2.1"), new(SopClassUid, CtImageStorage), new(RemoteIp, "127.0.0.1"), new(HttpUsername, ""),
                new(PixelDataOffset, "2178"), new(PixelDataVr, "OW"), Signed(ResourceLevel.Instance),
            ]);
    }

    private static BlobRow Blob(long number, int codec, long size)
    {
        Span<byte> source = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(source, number);
        BinaryPrimitives.WriteInt32LittleEndian(source[8..], codec);
        byte[] sha256 = SHA256.HashData(source);
        return new BlobRow(
            new Guid(sha256.AsSpan(0, 16), bigEndian: true), codec, codec == 1 ? size : size * 5, size, sha256, sha256[..16], sha256[4..20], sha256[16..], []);
    }

    private static KeyValuePair<int, string> Signed(ResourceLevel level) => new(Signature, Signatures[(int)level - 1]);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

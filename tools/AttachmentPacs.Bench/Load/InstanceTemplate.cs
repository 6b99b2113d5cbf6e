using System.Buffers.Binary;
using System.Text;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Reading;

namespace AttachmentPacs.Bench.Load;

/// <summary>
/// A real Part 10 file whose UIDs and Patient ID have been brought to fixed lengths, once: each instance of a load is made of it by writing
/// some digits over others, in a copy.
/// </summary>
internal sealed class InstanceTemplate
{
    private const uint MediaStorageSopInstanceUid = 0x0002_0003;

    // PS3.10 7.1: preamble, prefix, then the group length: tag, VR, length of 2 bytes, value of 4 bytes.
    private const int GroupLengthAt = 132 + 8;
    private const int MetaStart = GroupLengthAt + 4;

    // Tag, VR, length: of a short explicit VR (PS3.5 7.1.2).
    private const int ShortHeader = 8;

    private readonly byte[] _bytes;
    private readonly Dictionary<uint, int> _offsets;

    private InstanceTemplate(byte[] bytes, Dictionary<uint, int> offsets, int dataSetStart, string sopClassUid, string transferSyntaxUid)
    {
        _bytes = bytes;
        _offsets = offsets;
        DataSetStart = dataSetStart;
        SopClassUid = sopClassUid;
        TransferSyntaxUid = transferSyntaxUid;
    }

    /// <summary>The file; its identity is that of no instance.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Offset of the data set in it.</summary>
    public int DataSetStart { get; }

    /// <summary>SOP Class UID.</summary>
    public string SopClassUid { get; }

    /// <summary>Of the data set.</summary>
    public string TransferSyntaxUid { get; }

    /// <summary>The data set; its identity is that of no instance.</summary>
    public ReadOnlySpan<byte> DataSet => _bytes.AsSpan(DataSetStart);

    /// <summary>Bytes of the data set up to the last that <see cref="WriteDataSet"/> touches.</summary>
    public int IdentityLength => _offsets.Values.Max() + InstanceKey.UidLength - DataSetStart;

    /// <summary>Makes one of a file.</summary>
    /// <param name="file">Part 10, explicit VR little endian.</param>
    /// <param name="name">Of the file, for messages.</param>
    /// <exception cref="InvalidDataException">It is of another kind, or lacks one of the UIDs.</exception>
    public static InstanceTemplate Of(byte[] file, string name)
    {
        using var reader = new DicomHeadReader();
        DicomHead head = reader.Read(new MemoryStream(file));
        if (!head.HasPreamble || !head.IsExplicit || head.TransferSyntax.IsBigEndian || head.TransferSyntax.IsDeflated)
        {
            throw new InvalidDataException($"{name} is no Part 10 file of explicit VR, little endian: name another one.");
        }

        using var output = new MemoryStream(file.Length + 256);
        var offsets = new Dictionary<uint, int>();
        int taken = 0, dataSetStart = 0;
        for (int i = 0; i < head.Elements.Length; i = head.Elements[i].End)
        {
            Element element = head.Elements[i];
            int value = (int)element.Offset;
            if (i == head.DataSetStart) dataSetStart = (int)output.Length + value - ShortHeader - taken;
            int length = LengthOf(element.Tag);
            if (length == 0 || !offsets.TryAdd(element.Tag, 0)) continue;
            output.Write(file.AsSpan(taken, value - 2 - taken));
            output.Write([(byte)length, (byte)(length >> 8)]);
            offsets[element.Tag] = (int)output.Length;
            output.Write(new byte[length]);
            taken = value + (int)element.Length;
        }

        output.Write(file.AsSpan(taken));
        foreach (uint tag in (uint[])[MediaStorageSopInstanceUid, Tags.SopInstanceUid, Tags.StudyInstanceUid, Tags.SeriesInstanceUid, Tags.PatientId])
        {
            if (!offsets.ContainsKey(tag)) throw new InvalidDataException($"{name} has no ({tag >> 16:X4},{tag & 0xFFFF:X4}): name another file.");
        }

        byte[] bytes = output.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(GroupLengthAt), (uint)(dataSetStart - MetaStart));
        string sopClass = Encoding.ASCII.GetString(head.ValueOf(head.Elements[head.Find(Tags.SopClassUid)]).TrimEnd((byte)0));
        return new InstanceTemplate(bytes, offsets, dataSetStart, sopClass, head.TransferSyntax.Uid);
    }

    /// <summary>Makes a copy of the file, or of its beginning, an instance of its own.</summary>
    /// <param name="copy">At least to the end of what identifies it.</param>
    /// <param name="key">Which.</param>
    public void WriteFile(Span<byte> copy, InstanceKey key)
    {
        key.WriteSopUid(copy[_offsets[MediaStorageSopInstanceUid]..]);
        WriteDataSet(copy[DataSetStart..], key);
    }

    /// <summary>Makes a copy of the data set, or of its beginning, one of its own.</summary>
    /// <param name="copy">At least <see cref="IdentityLength"/> bytes from the data set's first one on.</param>
    /// <param name="key">Which.</param>
    public void WriteDataSet(Span<byte> copy, InstanceKey key)
    {
        key.WriteSopUid(copy[(_offsets[Tags.SopInstanceUid] - DataSetStart)..]);
        key.WriteStudyUid(copy[(_offsets[Tags.StudyInstanceUid] - DataSetStart)..]);
        key.WriteSeriesUid(copy[(_offsets[Tags.SeriesInstanceUid] - DataSetStart)..]);
        key.WritePatientId(copy[(_offsets[Tags.PatientId] - DataSetStart)..]);
    }

    private static int LengthOf(uint tag) => tag switch
    {
        MediaStorageSopInstanceUid or Tags.SopInstanceUid or Tags.StudyInstanceUid or Tags.SeriesInstanceUid => InstanceKey.UidLength,
        Tags.PatientId => InstanceKey.PatientIdLength,
        _ => 0,
    };
}

using System.Buffers.Text;
using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Bench.Load;

/// <summary>
/// Which instance of a load: its Patient ID and UIDs are made of these numbers, at fixed lengths, so that they can be written over each other.
/// UIDs are below 2.25 (PS3.5 B.2), decimal numbers below 2^128.
/// </summary>
/// <param name="Run">Sets the loads of different runs apart: 0 to 999,999,999.</param>
/// <param name="Study">One of the patients, who have one study of one series each.</param>
/// <param name="Number">Of the instance.</param>
internal readonly record struct InstanceKey(int Run, int Study, int Number)
{
    /// <summary>Characters of each UID.</summary>
    public const int UidLength = 36;

    /// <summary>Characters of the Patient ID.</summary>
    public const int PatientIdLength = 20;

    // Instances of a study, where a load just counts on.
    private const int StudySize = 500;

    /// <summary>The instance that has a number in a load that counts on, in studies of 500.</summary>
    public static InstanceKey Counted(int run, int number) => new(run, number / StudySize, number);

    /// <summary>Its public id.</summary>
    public ResourceId Instance => ResourceId.ForInstance(PatientId, StudyUid, SeriesUid, SopUid);

    /// <summary>The public id of its study.</summary>
    public ResourceId StudyId => ResourceId.ForStudy(PatientId, StudyUid);

    /// <summary>Study Instance UID.</summary>
    public string StudyUid => string.Create(UidLength, this, static (text, key) => key.Write(text, '1', 0));

    /// <summary>Series Instance UID.</summary>
    public string SeriesUid => string.Create(UidLength, this, static (text, key) => key.Write(text, '2', 0));

    /// <summary>SOP Instance UID.</summary>
    public string SopUid => string.Create(UidLength, this, static (text, key) => key.Write(text, '3', key.Number));

    /// <summary>Patient ID.</summary>
    public string PatientId => $"B{Run:D9}{Study:D10}";

    /// <summary>Writes the Study Instance UID: <see cref="UidLength"/> bytes.</summary>
    public void WriteStudyUid(Span<byte> value) => Write(value, (byte)'1', 0);

    /// <summary>Writes the Series Instance UID.</summary>
    public void WriteSeriesUid(Span<byte> value) => Write(value, (byte)'2', 0);

    /// <summary>Writes the SOP Instance UID.</summary>
    public void WriteSopUid(Span<byte> value) => Write(value, (byte)'3', Number);

    /// <summary>Writes the Patient ID: <see cref="PatientIdLength"/> bytes.</summary>
    public void WritePatientId(Span<byte> value)
    {
        value[0] = (byte)'B';
        Digits(value[1..], Run, 9);
        Digits(value[10..], Study, 10);
    }

    private void Write(Span<byte> value, byte level, int number)
    {
        "2.25.1"u8.CopyTo(value);
        value[6] = level;
        Digits(value[7..], Run, 9);
        Digits(value[16..], Study, 10);
        Digits(value[26..], number, 10);
    }

    private void Write(Span<char> text, char level, int number)
    {
        Span<byte> value = stackalloc byte[UidLength];
        Write(value, (byte)level, number);
        for (int i = 0; i < value.Length; i++) text[i] = (char)value[i];
    }

    private static void Digits(Span<byte> value, int number, byte digits) => Utf8Formatter.TryFormat(number, value, out _, new System.Buffers.StandardFormat('D', digits));
}

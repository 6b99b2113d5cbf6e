using System.Text;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Dicom.Writing;
using AttachmentPacs.Dimse;

namespace AttachmentPacs.Server.DimseServices;

/// <summary>An instance that a storage commitment names.</summary>
/// <param name="SopClassUid">Referenced SOP Class UID (0008,1150).</param>
/// <param name="SopInstanceUid">Referenced SOP Instance UID (0008,1155).</param>
/// <param name="FailureReason">Failure Reason (0008,1197); 0 where there is none.</param>
internal readonly record struct ReferencedInstance(string SopClassUid, string SopInstanceUid, int FailureReason = 0);

/// <summary>What the N-ACTION and the N-EVENT-REPORT of storage commitment carry (PS3.4 J.3.2.1, J.3.3.1).</summary>
/// <param name="TransactionUid">Transaction UID (0008,1195).</param>
/// <param name="Referenced">Referenced SOP Sequence (0008,1199): of a request, all; of a report, what is safe.</param>
/// <param name="Failed">Failed SOP Sequence (0008,1198): of a report, what is not.</param>
internal sealed record CommitmentDataSet(string TransactionUid, IReadOnlyList<ReferencedInstance> Referenced, IReadOnlyList<ReferencedInstance> Failed)
{
    /// <summary>Storage Commitment Push Model SOP Class (PS3.4 J.3.5).</summary>
    public const string SopClassUid = "1.2.840.10008.1.20.1";

    /// <summary>Its only instance.</summary>
    public const string SopInstanceUid = "1.2.840.10008.1.20.1.1";

    private const uint ReferencedClass = 0x0008_1150;
    private const uint ReferencedUid = 0x0008_1155;
    private const uint Transaction = 0x0008_1195;
    private const uint Reason = 0x0008_1197;
    private const uint FailedSequence = 0x0008_1198;
    private const uint ReferencedSequence = 0x0008_1199;

    // A quarter of a million references with their items, and what some peers add to each.
    private static readonly DicomLimits Limits = new() { Depth = 4, Elements = 2_000_000, KeptHead = 64 << 20, KeptValue = 256 };

    /// <summary>The transfer syntaxes it is spoken in.</summary>
    public static IReadOnlyList<string> TransferSyntaxes { get; } = [TransferSyntax.ExplicitLittleEndian.Uid, TransferSyntax.ImplicitLittleEndian.Uid];

    /// <summary>Reads one of the wire, to its end, in memory bounded by its limits.</summary>
    /// <param name="dataSet">Its bytes.</param>
    /// <param name="transferSyntax">That of the presentation context.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DicomFormatException">It is no data set, or longer than any list of instances.</exception>
    /// <exception cref="InvalidDataException">It is no storage commitment: something that must be there is missing.</exception>
    public static async Task<CommitmentDataSet> ReadAsync(Stream dataSet, string transferSyntax, CancellationToken cancellationToken)
    {
        using var reader = new DicomHeadReader(Limits);

        // With a head in front the syntax is known, and need not be guessed.
        var meta = new FileMetaInformation(SopClassUid, SopInstanceUid, transferSyntax, Implementation.ClassUid, Implementation.VersionName, "");
        reader.Feed(meta.ToBytes());
        byte[] buffer = new byte[16 << 10];
        while (await dataSet.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int count) reader.Feed(buffer.AsSpan(0, count));
        return Of(reader.Complete());
    }

    /// <summary>Its bytes in one of <see cref="TransferSyntaxes"/>. Sequences without items are left out.</summary>
    public byte[] ToBytes(string transferSyntax)
    {
        var writer = new DataSetWriter(isExplicit: transferSyntax != TransferSyntax.ImplicitLittleEndian.Uid);
        writer.Uid(Transaction, TransactionUid);
        if (Failed.Count > 0) writer.Sequence(FailedSequence, Failed, Write);
        if (Referenced.Count > 0) writer.Sequence(ReferencedSequence, Referenced, Write);
        return writer.ToArray();
    }

    private static void Write(DataSetWriter item, ReferencedInstance instance)
    {
        item.Uid(ReferencedClass, instance.SopClassUid);
        item.Uid(ReferencedUid, instance.SopInstanceUid);
        if (instance.FailureReason != 0) item.UInt16(Reason, (ushort)instance.FailureReason);
    }

    private static CommitmentDataSet Of(in DicomHead head)
    {
        string transaction = Text(head, head.DataSetStart, head.Elements.Length, Transaction);
        if (transaction.Length == 0) throw new InvalidDataException("There is no Transaction UID (0008,1195)");
        return new CommitmentDataSet(transaction, Items(head, ReferencedSequence), Items(head, FailedSequence));
    }

    private static List<ReferencedInstance> Items(in DicomHead head, uint sequence)
    {
        List<ReferencedInstance> instances = [];
        if (head.Find(sequence) is not (>= 0 and int at)) return instances;
        for (int item = at + 1; item < head.Elements[at].End; item = head.Elements[item].End)
        {
            int end = head.Elements[item].End;
            var instance = new ReferencedInstance(
                Text(head, item + 1, end, ReferencedClass), Text(head, item + 1, end, ReferencedUid), Number(head, item + 1, end, Reason));
            if (instance.SopClassUid.Length == 0 || instance.SopInstanceUid.Length == 0)
            {
                throw new InvalidDataException($"An item of {TagText.Format(sequence)} has no SOP Class or SOP Instance UID");
            }

            instances.Add(instance);
        }

        return instances;
    }

    private static int Find(in DicomHead head, int start, int end, uint tag)
    {
        for (int i = start; i < end; i = head.Elements[i].End)
        {
            if (head.Elements[i].Tag == tag) return i;
        }

        return -1;
    }

    private static string Text(in DicomHead head, int start, int end, uint tag) =>
        Find(head, start, end, tag) is >= 0 and int at ? Encoding.Latin1.GetString(head.ValueOf(head.Elements[at]).Trim(" \0"u8)) : "";

    private static int Number(in DicomHead head, int start, int end, uint tag) =>
        Find(head, start, end, tag) is >= 0 and int at && head.ValueOf(head.Elements[at]) is [byte low, byte high, ..] ? low | (high << 8) : 0;
}

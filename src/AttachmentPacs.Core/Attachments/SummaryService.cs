using System.Buffers;
using AttachmentPacs.Dicom.Json;
using AttachmentPacs.Dicom.Reading;
using AttachmentPacs.Index;
using AttachmentPacs.Storage;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Attachments;

/// <summary>
/// The JSON summary of an instance: attachment 2 where it is there and good, else remade from attachment 1 and stored again (design D5).
/// Other forms (the whole file, long texts, the meta header) are read from attachment 1.
/// </summary>
public sealed class SummaryService(
    IIndexReader index, AttachmentReader reader, AttachmentWriter writer, Compression compression, DicomLimits limits, ILogger<SummaryService> log)
{
    /// <summary>The stored summary, as UTF-8 JSON; null if the instance has no DICOM file.</summary>
    /// <exception cref="BlobCorruptException">Summary and file are both damaged.</exception>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(ResourceRow instance, CancellationToken cancellationToken)
    {
        AttachmentRow? row = await index.AttachmentAsync(instance.Key, AttachmentType.DicomAsJson, cancellationToken).ConfigureAwait(false);
        string problem = "missing";
        if (row is not null)
        {
            try
            {
                return await ReadAllAsync(new Attachment(instance, row), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (AttachmentReader.IsDamage(e))
            {
                problem = "damaged";
            }
        }

        AttachmentRow? file = await index.AttachmentAsync(instance.Key, AttachmentType.Dicom, cancellationToken).ConfigureAwait(false);
        if (file is null) return null;
        ReadOnlyMemory<byte> made = await UseFileAsync(new Attachment(instance, file), limits, WriteDefault, cancellationToken).ConfigureAwait(false);
        log.SummaryRemade(instance.Id, problem);

        // Of another file, stored meanwhile in place of this one, it would tell lies for ever.
        Precondition ofThisFile = Precondition.Any with { WhileAttached = (AttachmentType.Dicom, file.Blob.Uuid) };
        await writer.PutAsync(instance.Id, AttachmentType.DicomAsJson, made, compression, ofThisFile, cancellationToken).ConfigureAwait(false);
        return made;
    }

    /// <summary>A summary in another form, made from the DICOM file; null if the instance has none.</summary>
    public Task<ReadOnlyMemory<byte>?> MakeAsync(ResourceRow instance, SummaryOptions options, CancellationToken cancellationToken) =>
        UseFileAsync(instance, limits with { KeptValue = limits.KeptHead / 2 }, (in DicomHead head, IBufferWriter<byte> output) =>
        {
            using var summaries = new SummaryWriter();
            summaries.Write(head, options, output);
        }, cancellationToken);

    /// <summary>The meta header, group 0002, in the form of a summary; null if the instance has no DICOM file.</summary>
    public Task<ReadOnlyMemory<byte>?> MakeHeaderAsync(ResourceRow instance, CancellationToken cancellationToken) =>
        UseFileAsync(instance, limits, (in DicomHead head, IBufferWriter<byte> output) =>
        {
            using var summaries = new SummaryWriter();
            summaries.WriteMeta(head, SummaryOptions.Default, output);
        }, cancellationToken);

    /// <summary>Reads the DICOM file's head, with all values that limits allow, and lets a function write what it makes of it.</summary>
    public async Task<ReadOnlyMemory<byte>?> UseFileAsync(
        ResourceRow instance, DicomLimits fileLimits, HeadUse use, CancellationToken cancellationToken)
    {
        AttachmentRow? row = await index.AttachmentAsync(instance.Key, AttachmentType.Dicom, cancellationToken).ConfigureAwait(false);
        return row is null ? null : await UseFileAsync(new Attachment(instance, row), fileLimits, use, cancellationToken).ConfigureAwait(false);
    }

    private Task<ReadOnlyMemory<byte>> UseFileAsync(Attachment file, DicomLimits fileLimits, HeadUse use, CancellationToken cancellationToken) =>
        reader.UseAsync(file, content =>
        {
            using var head = new DicomHeadReader(fileLimits);
            var output = new ArrayBufferWriter<byte>();
            use(head.Read(content), output);
            return output.WrittenMemory;
        }, cancellationToken);

    private static void WriteDefault(in DicomHead head, IBufferWriter<byte> output)
    {
        using var summaries = new SummaryWriter();
        summaries.Write(head, SummaryOptions.Default, output);
    }

    /// <summary>What is made of a head.</summary>
    public delegate void HeadUse(in DicomHead head, IBufferWriter<byte> output);

    private async Task<ReadOnlyMemory<byte>> ReadAllAsync(Attachment attachment, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(checked((int)attachment.Row.Blob.UncompressedSize));
        await reader.CopyAsync(attachment, AttachmentReader.Form.Content, 0, attachment.Row.Blob.UncompressedSize, content, cancellationToken)
            .ConfigureAwait(false);
        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }
}

using System.Buffers.Binary;

namespace AttachmentPacs.Core.Zip;

/// <summary>The central directory and the end of the archive (APPNOTE 4.3.12 to 4.3.16), compared with the members that came before.</summary>
internal sealed class CentralDirectory(ZipInput input, DirectoryDigest members)
{
    private const int HeaderLength = 46;
    private const int Zip64EndLength = 56;
    private const int LocatorLength = 20;
    private const int EndLength = 22;

    private readonly DirectoryDigest _named = new();
    private readonly long _start = input.Position;
    private long? _size;
    private (long Count, long Size, long Offset)? _zip64;

    /// <summary>Reads from the record that is ahead to the end of the archive.</summary>
    /// <exception cref="InvalidDataException">It is cut off, contradicts itself or the members, or bytes follow it.</exception>
    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await input.RequireAsync(4, cancellationToken).ConfigureAwait(false);
            uint signature = BinaryPrimitives.ReadUInt32LittleEndian(input.Ahead);
            if (signature is not (ZipSignature.CentralHeader or ZipSignature.DigitalSignature)) _size ??= input.Position - _start;
            switch (signature)
            {
                case ZipSignature.CentralHeader when _zip64 is null:
                    await ReadHeaderAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case ZipSignature.DigitalSignature:
                    await SkipSignatureAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case ZipSignature.Zip64End when _zip64 is null:
                    await ReadZip64EndAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case ZipSignature.Zip64Locator when _zip64 is not null:
                    await input.SkipAsync(LocatorLength, cancellationToken).ConfigureAwait(false);
                    break;
                case ZipSignature.End:
                    await ReadEndAsync(cancellationToken).ConfigureAwait(false);
                    return;
                default:
                    throw new InvalidDataException($"There is no record of a ZIP archive at byte offset {input.Position}");
            }
        }
    }

    /// <remarks>
    /// <code>
    /// 10 method  16 CRC-32  20 compressed size  24 size  28, 30, 32 lengths of name, extra, comment  42 offset of the local header  46 name, extra, comment
    /// </code>
    /// </remarks>
    private async ValueTask ReadHeaderAsync(CancellationToken cancellationToken)
    {
        await input.RequireAsync(HeaderLength, cancellationToken).ConfigureAwait(false);
        (ushort method, MemberFacts facts, uint offset) = Fixed(input.Ahead);
        (int name, int extra, int comment) = Lengths(input.Ahead);
        long at = input.Position;
        input.Take(HeaderLength);
        await input.RequireAsync(name, cancellationToken).ConfigureAwait(false);
        byte[] rawName = input.Ahead[..name].ToArray();
        input.Take(name);
        await input.RequireAsync(extra, cancellationToken).ConfigureAwait(false);
        _named.Add(rawName, method, Zip64Extra.Complete(facts, input.Ahead[..extra], at), Zip64Extra.Offset(facts, offset, input.Ahead[..extra]));
        input.Take(extra);
        await input.SkipAsync(comment, cancellationToken).ConfigureAwait(false);
        if (_named.Count > members.Count) throw Mismatch();
    }

    private static (ushort Method, MemberFacts Facts, uint Offset) Fixed(ReadOnlySpan<byte> bytes) =>
    (
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]),
        new MemberFacts(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..])),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[42..]));

    private static (int Name, int Extra, int Comment) Lengths(ReadOnlySpan<byte> bytes) =>
    (
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[32..]));

    // 4.3.13: length in two bytes, data
    private async ValueTask SkipSignatureAsync(CancellationToken cancellationToken)
    {
        await input.RequireAsync(6, cancellationToken).ConfigureAwait(false);
        await input.SkipAsync(6 + BinaryPrimitives.ReadUInt16LittleEndian(input.Ahead[4..]), cancellationToken).ConfigureAwait(false);
    }

    // 4.3.14: 4 size of what follows  12 versions  16 disks  24, 32 number of members  40 size  48 offset  56 reserved
    private async ValueTask ReadZip64EndAsync(CancellationToken cancellationToken)
    {
        await input.RequireAsync(Zip64EndLength, cancellationToken).ConfigureAwait(false);
        long length = BinaryPrimitives.ReadInt64LittleEndian(input.Ahead[4..]) + 12;
        if (length < Zip64EndLength) throw new InvalidDataException("The end of the ZIP archive (ZIP64) contradicts itself");
        _zip64 = (
            BinaryPrimitives.ReadInt64LittleEndian(input.Ahead[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(input.Ahead[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(input.Ahead[48..]));
        await input.SkipAsync(length, cancellationToken).ConfigureAwait(false);
    }

    // 4.3.16: 4, 6 disks  8, 10 number of members  12 size  16 offset  20 length of comment  22 comment
    private async ValueTask ReadEndAsync(CancellationToken cancellationToken)
    {
        await input.RequireAsync(EndLength, cancellationToken).ConfigureAwait(false);
        CompareEnd(input.Ahead);
        await input.SkipAsync(EndLength + BinaryPrimitives.ReadUInt16LittleEndian(input.Ahead[20..]), cancellationToken).ConfigureAwait(false);
        if (_named.Count != members.Count || _named.Sum != members.Sum) throw Mismatch();
        if (await input.LookAsync(1, cancellationToken).ConfigureAwait(false)) throw new InvalidDataException("Bytes follow the end of the ZIP archive");
    }

    // All ones: the true number stands in the ZIP64 record. Else the number modulo 2^16 or 2^32, as writers leave it that do not know ZIP64.
    private void CompareEnd(ReadOnlySpan<byte> end)
    {
        ushort count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        bool fits = Agrees(count, ushort.MaxValue, _named.Count, _zip64?.Count)
            && Agrees(size, uint.MaxValue, _size ?? 0, _zip64?.Size)
            && Agrees(offset, uint.MaxValue, _start, _zip64?.Offset);
        if (!fits) throw new InvalidDataException($"The end of the ZIP archive tells another number, size or place of its directory than the one at byte offset {_start}");
    }

    private static bool Agrees(uint inEnd, uint elsewhere, long found, long? inZip64) =>
        inEnd == elsewhere && inZip64 is { } value ? value == found : inEnd == (found & elsewhere);

    private InvalidDataException Mismatch() =>
        new($"The directory of the ZIP archive does not name exactly the {members.Count} members that came: it is damaged or forged");
}

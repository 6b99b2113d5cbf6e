using System.Buffers.Binary;
using System.Text;

namespace AttachmentPacs.Core.Zip;

/// <summary>A local file header (APPNOTE 4.3.7).</summary>
/// <remarks>
/// <code>
/// 0 signature  4 version  6 flags  8 method  10 time, date  14 CRC-32  18 compressed size  22 size  26 length of name  28 length of extra
/// 30 name, extra
/// </code>
/// </remarks>
internal sealed record LocalHeader(long Offset, ushort Flags, ushort Method, MemberFacts Facts, byte[] RawName)
{
    public const ushort Stored = 0;
    public const ushort Deflated = 8;

    private const int FixedLength = 30;
    private const int NameLimit = 1024;
    private const ushort EncryptedFlag = 1;
    private const ushort DescriptorFlag = 1 << 3;
    private const ushort Utf8Flag = 1 << 11;

    // What names are in that do not say UTF-8 (APPNOTE D.1).
    private static readonly Encoding Cp437 = CodePagesEncodingProvider.Instance.GetEncoding(437)!;

    /// <summary>CRC and sizes follow the data.</summary>
    public bool HasDescriptor => (Flags & DescriptorFlag) != 0;

    public ZipMemberKind Kind =>
        (Flags & EncryptedFlag) != 0 ? ZipMemberKind.Encrypted
        : RawName is [.., (byte)'/'] ? ZipMemberKind.Directory
        : Method is Stored or Deflated ? ZipMemberKind.File
        : ZipMemberKind.UnsupportedMethod;

    /// <summary>The name for reports.</summary>
    public string Name()
    {
        Encoding encoding = (Flags & Utf8Flag) != 0 ? Encoding.UTF8 : Cp437;
        string name = encoding.GetString(RawName.AsSpan(0, Math.Min(RawName.Length, NameLimit)));
        return string.Create(name.Length, name, (to, from) =>
        {
            for (int i = 0; i < to.Length; i++) to[i] = char.IsControl(from[i]) ? '\uFFFD' : from[i];
        });
    }

    /// <summary>Takes the header whose signature is ahead.</summary>
    /// <exception cref="InvalidDataException">It is cut off, or contradicts itself.</exception>
    public static async ValueTask<LocalHeader> ReadAsync(ZipInput input, CancellationToken cancellationToken)
    {
        long offset = input.Position;
        await input.RequireAsync(FixedLength, cancellationToken).ConfigureAwait(false);
        (ushort flags, ushort method, MemberFacts facts, int nameLength, int extraLength) = Fixed(input.Ahead);
        input.Take(FixedLength);
        await input.RequireAsync(nameLength, cancellationToken).ConfigureAwait(false);
        byte[] name = input.Ahead[..nameLength].ToArray();
        input.Take(nameLength);
        await input.RequireAsync(extraLength, cancellationToken).ConfigureAwait(false);
        facts = Zip64Extra.Complete(facts, input.Ahead[..extraLength], offset);
        input.Take(extraLength);
        return new LocalHeader(offset, flags, method, facts, name);
    }

    private static (ushort Flags, ushort Method, MemberFacts Facts, int NameLength, int ExtraLength) Fixed(ReadOnlySpan<byte> bytes) =>
    (
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]),
        new MemberFacts(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[14..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[18..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[22..])),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[26..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]));
}

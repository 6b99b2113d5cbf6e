using System.Buffers.Binary;
using System.Text;

namespace AttachmentPacs.Bench.Load.Dimse;

/// <summary>
/// The PDUs that begin and end an association (PS3.8 9.3), as bytes. Written here and not with the server's own code, so that what is measured does
/// not write both sides.
/// </summary>
internal static class AssociationPdus
{
    /// <summary>Bytes of the header of each PDU: type, reserved, length of 4 bytes (PS3.8 9.3.1).</summary>
    public const int HeaderSize = 6;

    /// <summary>The id of the one presentation context that is proposed.</summary>
    public const byte ContextId = 1;

    private const string ApplicationContext = "1.2.840.10008.3.1.1.1";
    private const string ImplementationClass = "1.2.826.0.1.3680043.10.1451.9";

    // Of the body: version, reserved, two titles, reserved (PS3.8 9.3.2).
    private const int FixedPart = 68;

    /// <summary>A-ASSOCIATE-RQ with one presentation context.</summary>
    /// <param name="called">AE title, at most 16 characters.</param>
    /// <param name="calling">AE title, at most 16 characters.</param>
    /// <param name="sopClass">Abstract syntax.</param>
    /// <param name="transferSyntax">The only one.</param>
    /// <param name="maximumLength">Longest PDU that is taken.</param>
    public static byte[] Request(string called, string calling, string sopClass, string transferSyntax, int maximumLength)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, maximumLength);
        byte[] body =
        [
            0, 1, 0, 0, .. Title(called), .. Title(calling), .. new byte[32],
            .. Item(0x10, Encoding.ASCII.GetBytes(ApplicationContext)),
            .. Item(0x20, [ContextId, 0, 0, 0, .. Item(0x30, Encoding.ASCII.GetBytes(sopClass)), .. Item(0x40, Encoding.ASCII.GetBytes(transferSyntax))]),
            .. Item(0x50, [.. Item(0x51, length), .. Item(0x52, Encoding.ASCII.GetBytes(ImplementationClass))]),
        ];
        return Pdu(0x01, body);
    }

    /// <summary>A-RELEASE-RQ.</summary>
    public static byte[] Release() => Pdu(0x05, new byte[4]);

    /// <summary>Reads an answer to <see cref="Request"/>.</summary>
    /// <param name="type">Of the PDU.</param>
    /// <param name="body">What follows its header.</param>
    /// <returns>The longest PDU that the acceptor takes; 0 for any.</returns>
    /// <exception cref="IOException">The association, or its presentation context, is not accepted.</exception>
    public static int ReadAnswer(byte type, ReadOnlySpan<byte> body)
    {
        if (type != 0x02) throw new IOException($"The association was not accepted: a PDU of type {type:x2} came ({Convert.ToHexString(body[..Math.Min(4, body.Length)])}).");
        int maximumLength = 0;
        bool isAccepted = false;
        for (ReadOnlySpan<byte> items = body[FixedPart..]; items.Length >= 4; items = Next(items))
        {
            ReadOnlySpan<byte> content = Content(items);
            if (items[0] == 0x21) isAccepted = content[2] == 0;
            if (items[0] == 0x50 && Content(content) is { Length: 4 } length && content[0] == 0x51) maximumLength = BinaryPrimitives.ReadInt32BigEndian(length);
        }

        return isAccepted ? maximumLength : throw new IOException("The presentation context was not accepted: the server does not take the file's SOP class in its transfer syntax.");
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> item) => item.Slice(4, BinaryPrimitives.ReadUInt16BigEndian(item[2..]));

    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> item) => item[(4 + BinaryPrimitives.ReadUInt16BigEndian(item[2..]))..];

    private static byte[] Title(string title) => Encoding.ASCII.GetBytes(title.PadRight(16));

    private static byte[] Item(byte type, byte[] content) => [type, 0, (byte)(content.Length >> 8), (byte)content.Length, .. content];

    private static byte[] Pdu(byte type, byte[] body)
    {
        byte[] pdu = [type, 0, 0, 0, 0, 0, .. body];
        BinaryPrimitives.WriteInt32BigEndian(pdu.AsSpan(2), body.Length);
        return pdu;
    }
}

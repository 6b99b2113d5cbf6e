using System.Buffers.Binary;
using AttachmentPacs.Dimse.Messages;
using AttachmentPacs.Dimse.Pdus;

namespace AttachmentPacs.Dimse.Tests.Support;

/// <summary>Bytes as a peer sends them.</summary>
internal static class Wire
{
    public const string Verification = "1.2.840.10008.1.1";
    public const string CtImage = "1.2.840.10008.5.1.4.1.1.2";
    public const string ImplicitLittle = "1.2.840.10008.1.2";
    public const string ExplicitLittle = "1.2.840.10008.1.2.1";

    public static byte[] ReleaseRequest { get; } = [5, 0, 0, 0, 0, 4, 0, 0, 0, 0];

    public static byte[] ReleaseResponse { get; } = [6, 0, 0, 0, 0, 4, 0, 0, 0, 0];

    public static byte[] Abort { get; } = [7, 0, 0, 0, 0, 4, 0, 0, 2, 6];

    /// <summary>Context 1 verification, context 3 CT.</summary>
    public static AssociateRequest Request(Func<UserInformation, UserInformation>? change = null)
    {
        var user = new UserInformation { MaxPduLength = 16 << 10, ImplementationClassUid = "1.2.3.4" };
        return new AssociateRequest(
            "CALLED", "CALLING",
            [new ProposedContext(1, Verification, [ImplicitLittle]), new ProposedContext(3, CtImage, [ExplicitLittle, ImplicitLittle])],
            change?.Invoke(user) ?? user);
    }

    public static byte[] Associate(Func<UserInformation, UserInformation>? change = null) => AssociateCodec.Write(Request(change)).ToArray();

    public static byte[] Header(byte type, uint length)
    {
        byte[] header = [type, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(2), length);
        return header;
    }

    /// <summary>A P-DATA-TF PDU of values.</summary>
    public static byte[] Pdu(params byte[][] values) => [.. Header(4, (uint)values.Sum(each => each.Length)), .. values.SelectMany(each => each)];

    /// <summary>A presentation data value.</summary>
    /// <param name="context">Its presentation context.</param>
    /// <param name="control">1 command, 2 last.</param>
    /// <param name="content">Its bytes.</param>
    public static byte[] Value(byte context, byte control, ReadOnlySpan<byte> content)
    {
        byte[] value = [0, 0, 0, 0, context, control, .. content];
        BinaryPrimitives.WriteUInt32BigEndian(value, (uint)content.Length + 2);
        return value;
    }

    public static Command Echo(ushort id = 1) => new(CommandField.CEchoRequest) { MessageId = id, AffectedSopClassUid = Verification };

    public static Command Store(ushort id = 1, string instance = "1.2.3") =>
        new(CommandField.CStoreRequest) { MessageId = id, AffectedSopClassUid = CtImage, AffectedSopInstanceUid = instance, Priority = 0, HasDataSet = true };

    public static byte[] Message(byte context, Command command) => Pdu(Value(context, 3, CommandCodec.Write(command)));

    /// <summary>A C-STORE whose command, and whose data set in fragments, are PDUs of their own.</summary>
    public static byte[] StoreMessage(byte[] dataSet, ushort id = 1, int fragment = 1000)
    {
        List<byte> bytes = [.. Message(3, Store(id) with { HasDataSet = true })];
        for (int at = 0; at < Math.Max(dataSet.Length, 1); at += fragment)
        {
            int count = Math.Min(fragment, dataSet.Length - at);
            bytes.AddRange(Pdu(Value(3, at + count >= dataSet.Length ? (byte)2 : (byte)0, dataSet.AsSpan(at, count))));
        }

        return [.. bytes];
    }

    /// <summary>So many bytes, of all values.</summary>
    public static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}

using System.Buffers.Binary;
using System.Text;

namespace AttachmentPacs.Bench.Load.Dimse;

/// <summary>
/// A C-STORE request as it goes over the wire: P-DATA-TF PDUs of one PDV each (PS3.8 9.3.5), the command (PS3.7 9.3.1.1) in the first, the data set in
/// the others. Made once; each instance is made of it by overwriting its message id and identity.
/// </summary>
internal sealed class StoreMessage
{
    /// <summary>Bytes in front of a fragment: header of the PDU, length of the PDV, context id, control header.</summary>
    public const int FragmentHeader = AssociationPdus.HeaderSize + 6;

    private const byte CommandPdv = 3; // a command, and the last fragment of it (PS3.8 E.2)
    private const byte DataPdv = 0;
    private const byte LastDataPdv = 2;

    private readonly InstanceTemplate _template;
    private readonly byte[] _bytes;
    private readonly int _messageId;
    private readonly int _sopUid;
    private readonly int _dataSet;

    /// <param name="template">What is sent.</param>
    /// <param name="fragment">Most bytes of the data set in a PDU.</param>
    /// <exception cref="InvalidDataException">What identifies the instance does not fit into the first.</exception>
    public StoreMessage(InstanceTemplate template, int fragment)
    {
        if (template.IdentityLength > fragment) throw new InvalidDataException($"The identity of the file is not in its first {fragment} bytes: name another file.");
        _template = template;
        byte[] sopClass = Encoding.ASCII.GetBytes(template.SopClassUid.Length % 2 == 0 ? template.SopClassUid : template.SopClassUid + '\0');
        byte[] elements =
        [
            .. Element(0x0002, sopClass), .. Element(0x0100, [1, 0]), .. Element(0x0110, [0, 0]), .. Element(0x0700, [0, 0]), .. Element(0x0800, [1, 0]),
            .. Element(0x1000, new byte[InstanceKey.UidLength]),
        ];
        byte[] command = [.. Element(0x0000, BitConverter.GetBytes(elements.Length)), .. elements];
        using var wire = new MemoryStream(template.DataSet.Length + 4096);
        var fragments = new List<int>();
        Write(wire, fragments, command, CommandPdv);
        _messageId = FragmentHeader + 12 + 8 + sopClass.Length + 10 + 8;
        _sopUid = (int)wire.Length - InstanceKey.UidLength;
        _dataSet = (int)wire.Length + FragmentHeader;
        for (int at = 0; at < template.DataSet.Length; at += fragment)
        {
            int length = Math.Min(fragment, template.DataSet.Length - at);
            Write(wire, fragments, template.DataSet.Slice(at, length), at + length == template.DataSet.Length ? LastDataPdv : DataPdv);
        }

        _bytes = wire.ToArray();
        Pdus = [.. fragments.Select((start, i) => start..(i + 1 < fragments.Count ? fragments[i + 1] : _bytes.Length))];
    }

    /// <summary>All its PDUs, one behind the other.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Where each of them is.</summary>
    public IReadOnlyList<Range> Pdus { get; }

    /// <summary>Makes it the request for another instance.</summary>
    public void Write(ushort messageId, InstanceKey key)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(_messageId), messageId);
        key.WriteSopUid(_bytes.AsSpan(_sopUid));
        _template.WriteDataSet(_bytes.AsSpan(_dataSet), key);
    }

    // PS3.7 6.3.1: group 0000, implicit VR little endian.
    private static byte[] Element(ushort element, byte[] value) => [0, 0, (byte)element, (byte)(element >> 8), .. BitConverter.GetBytes(value.Length), .. value];

    private static void Write(MemoryStream wire, List<int> fragments, ReadOnlySpan<byte> content, byte control)
    {
        fragments.Add((int)wire.Length);
        Span<byte> header = stackalloc byte[FragmentHeader];
        header[0] = 0x04;
        header[1] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[2..], content.Length + 6);
        BinaryPrimitives.WriteInt32BigEndian(header[6..], content.Length + 2);
        header[10] = AssociationPdus.ContextId;
        header[11] = control;
        wire.Write(header);
        wire.Write(content);
    }
}

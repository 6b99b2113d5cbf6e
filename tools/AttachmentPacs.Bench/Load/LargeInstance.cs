using System.Buffers.Binary;

namespace AttachmentPacs.Bench.Load;

/// <summary>A real file's head with pixel data of any length behind it, made as it is sent: one block over and over, each with its number in front.</summary>
internal sealed class LargeInstance
{
    private const int BlockSize = 1 << 20;

    private readonly InstanceTemplate _template;
    private readonly byte[] _block = new byte[BlockSize];
    private readonly byte[] _head;
    private readonly long _pixels;

    /// <param name="template">Its last element is Pixel Data of OB or OW.</param>
    /// <param name="pixels">Bytes of Pixel Data, even, below 4 GiB.</param>
    /// <exception cref="InvalidDataException">The file ends otherwise.</exception>
    public LargeInstance(InstanceTemplate template, long pixels)
    {
        // PS3.5 7.1.2: tag, VR, two reserved bytes, length of four.
        ReadOnlySpan<byte> tag = [0xE0, 0x7F, 0x10, 0x00, (byte)'O'];
        int at = template.Bytes.IndexOf(tag);
        if (at < 0) throw new InvalidDataException("The file has no native Pixel Data of OB or OW: name another file.");
        _template = template;
        _pixels = pixels;
        _head = template.Bytes[..(at + 12)].ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(_head.AsSpan(at + 8), checked((uint)pixels));
        new Random(1).NextBytes(_block);
    }

    /// <summary>Bytes of the whole file.</summary>
    public long Length => _head.Length + _pixels;

    /// <summary>Hands over the whole file, piece by piece; each is valid until the next.</summary>
    public void Send(InstanceKey key, Action<ReadOnlySpan<byte>> send)
    {
        _template.WriteFile(_head, key);
        send(_head);
        for (long left = _pixels; left > 0; left -= BlockSize)
        {
            BitConverter.TryWriteBytes(_block, left);
            send(_block.AsSpan(0, (int)Math.Min(left, BlockSize)));
        }
    }
}

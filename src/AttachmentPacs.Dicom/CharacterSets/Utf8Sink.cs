using System.Buffers;

namespace AttachmentPacs.Dicom.CharacterSets;

/// <summary>Appends characters of the Basic Multilingual Plane to a writer as UTF-8, in buffers of a bounded size. <see cref="Flush"/> ends it.</summary>
internal ref struct Utf8Sink(IBufferWriter<byte> output)
{
    private const int BufferSize = 512;
    private const int LongestCharacter = 3;

    private readonly IBufferWriter<byte> _output = output;
    private Span<byte> _buffer = output.GetSpan(BufferSize);
    private int _used;

    /// <summary>Appends one character, which must not be a surrogate.</summary>
    public void Append(char c)
    {
        if (_buffer.Length - _used < LongestCharacter) Renew();
        if (c < 0x80)
        {
            _buffer[_used++] = (byte)c;
        }
        else if (c < 0x800)
        {
            _buffer[_used++] = (byte)(0xC0 | (c >> 6));
            _buffer[_used++] = (byte)(0x80 | (c & 0x3F));
        }
        else
        {
            _buffer[_used++] = (byte)(0xE0 | (c >> 12));
            _buffer[_used++] = (byte)(0x80 | ((c >> 6) & 0x3F));
            _buffer[_used++] = (byte)(0x80 | (c & 0x3F));
        }
    }

    /// <summary>Hands what is buffered to the writer; the sink is not used after it.</summary>
    public readonly void Flush() => _output.Advance(_used);

    private void Renew()
    {
        _output.Advance(_used);
        _buffer = _output.GetSpan(BufferSize);
        _used = 0;
    }
}

using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace AttachmentPacs.Dicom.CharacterSets;

/// <summary>Decoders of the encodings that PS3.3 C.12.1.1.2 prohibits code extension for. Their state does not end at delimiters.</summary>
internal static class WholeTextDecoder
{
    private const int ChunkSize = 512;
    private const int Gb18030CodePage = 54936;

    private static readonly Lazy<Encoding> Gb18030 = new(() => CodePages.Get(Gb18030CodePage));

    /// <summary>Copies UTF-8, with U+FFFD for each maximal invalid part (Unicode 3.9, U+FFFD Substitution of Maximal Subparts).</summary>
    public static void DecodeUtf8(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        if (Utf8.IsValid(value))
        {
            output.Write(value);
            return;
        }

        while (!value.IsEmpty)
        {
            Rune.DecodeFromUtf8(value, out Rune rune, out int consumed); // an invalid part yields U+FFFD
            output.Advance(rune.EncodeToUtf8(output.GetSpan(4)));
            value = value[consumed..];
        }
    }

    /// <summary>Decodes GB18030 in chunks; a character split between two is kept by the decoder.</summary>
    public static void DecodeGb18030(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        Decoder decoder = Gb18030.Value.GetDecoder();
        Span<char> characters = stackalloc char[ChunkSize * 2];
        while (!value.IsEmpty)
        {
            ReadOnlySpan<byte> chunk = value[..Math.Min(value.Length, ChunkSize)];
            value = value[chunk.Length..];
            int count = decoder.GetChars(chunk, characters, flush: value.IsEmpty);
            Encoding.UTF8.GetBytes(characters[..count], output);
        }
    }
}

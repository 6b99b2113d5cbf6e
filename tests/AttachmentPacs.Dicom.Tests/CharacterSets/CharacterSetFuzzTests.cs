using System.Buffers;
using System.Text.Unicode;
using AttachmentPacs.Dicom.CharacterSets;

namespace AttachmentPacs.Dicom.Tests.CharacterSets;

public sealed class CharacterSetFuzzTests
{
    public static TheoryData<string> Sets =>
    [
        "", "ISO_IR 6", "ISO_IR 100", "ISO_IR 101", "ISO_IR 109", "ISO_IR 110", "ISO_IR 126", "ISO_IR 127", "ISO_IR 138", "ISO_IR 144", "ISO_IR 148",
        "ISO_IR 166", "ISO_IR 203", "ISO_IR 13", "ISO_IR 192", "GB18030", "GBK", "\\ISO 2022 IR 87", "\\ISO 2022 IR 159", "\\ISO 2022 IR 149",
        "\\ISO 2022 IR 58", "ISO 2022 IR 13\\ISO 2022 IR 87\\ISO 2022 IR 159", "ISO_IR 999",
    ];

    [Theory]
    [MemberData(nameof(Sets))]
    public void Decode_randomBytes_givesBoundedValidUtf8(string terms)
    {
        SpecificCharacterSet set = SpecificCharacterSet.Parse(Bytes.Of(terms));
        var random = new Random(terms.Length * 7919);
        var output = new ArrayBufferWriter<byte>();
        for (int round = 0; round < 2000; round++)
        {
            byte[] value = RandomValue(random, round % 50 == 0 ? 3000 : 40);
            output.ResetWrittenCount();
            set.Decode(value, (TextKind)(round % 3), output);
            Assert.True(Utf8.IsValid(output.WrittenSpan), Convert.ToHexString(value));
            Assert.InRange(output.WrittenCount, 0, value.Length * 3);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Decode_everyByteAndPair_givesValidUtf8(string terms)
    {
        SpecificCharacterSet set = SpecificCharacterSet.Parse(Bytes.Of(terms));
        var output = new ArrayBufferWriter<byte>();
        byte[] value = new byte[2];
        for (int pair = 0; pair < 0x10000; pair++)
        {
            (value[0], value[1]) = ((byte)(pair >> 8), (byte)pair);
            output.ResetWrittenCount();
            set.Decode(value, TextKind.PersonName, output);
            if (!Utf8.IsValid(output.WrittenSpan)) Assert.Fail(Convert.ToHexString(value));
        }
    }

    [Fact]
    public void Decode_gb18030AcrossChunks_equalsDecodingInOnePiece()
    {
        SpecificCharacterSet set = SpecificCharacterSet.Parse("GB18030"u8);
        byte[] character = [0x95, 0x34, 0xB2, 0x35]; // U+20BB7, four bytes
        for (int shift = 0; shift < 4; shift++)
        {
            byte[] value = [.. Enumerable.Repeat((byte)'a', 510 + shift), .. character, (byte)'z'];
            Assert.Equal(new string('a', 510 + shift) + "\U00020BB7z", set.DecodeToString(value, TextKind.Single));
        }
    }

    [Fact]
    public void Decode_floodOfEscapeSequences_keepsTheTextOnly()
    {
        byte[] value = [.. Enumerable.Repeat("\u001b(B\u001b$B"u8.ToArray(), 150_000).SelectMany(b => b), .. "\u001b(Bend"u8];
        Assert.Equal("end", SpecificCharacterSet.Parse("\\ISO 2022 IR 87"u8).DecodeToString(value, TextKind.Single));
    }

    // Escape sequences, delimiters and high bytes are far more frequent than chance would have them.
    private static byte[] RandomValue(Random random, int mostLength)
    {
        string[] parts = ["\u001b$B", "\u001b(B", "\u001b(J", "\u001b)I", "\u001b$)C", "\u001b$)A", "\u001b$(D", "\u001b-F", "\u001b-", "\u001b", "\\", "^", "=", "\r\n"];
        var value = new List<byte>();
        int length = random.Next(mostLength);
        while (value.Count < length)
        {
            if (random.Next(4) == 0) value.AddRange(Bytes.Of(parts[random.Next(parts.Length)]));
            else value.Add((byte)random.Next(256));
        }

        return [.. value];
    }
}

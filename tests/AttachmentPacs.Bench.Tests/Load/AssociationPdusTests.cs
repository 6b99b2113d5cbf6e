using System.Text;
using AttachmentPacs.Bench.Load.Dimse;

namespace AttachmentPacs.Bench.Tests.Load;

public sealed class AssociationPdusTests
{
    [Fact]
    public void Request_has_its_titles_at_the_offsets_of_the_standard()
    {
        byte[] pdu = AssociationPdus.Request("CALLED", "CALLING", "1.2", "1.2.840.10008.1.2", 16384);

        Assert.Equal(1, pdu[0]);
        Assert.Equal(pdu.Length - 6, (pdu[4] << 8) | pdu[5]);
        Assert.Equal("CALLED          CALLING         ", Encoding.ASCII.GetString(pdu, 10, 32));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65536)]
    public void Answer_that_accepts_gives_the_longest_pdu(int length) => Assert.Equal(length, AssociationPdus.ReadAnswer(2, Accept(0, length)));

    [Fact]
    public void Answer_that_refuses_the_context_is_an_error() =>
        Assert.Contains("presentation context", Assert.Throws<IOException>(() => AssociationPdus.ReadAnswer(2, Accept(3, 16384))).Message, StringComparison.Ordinal);

    [Fact]
    public void Rejection_is_an_error_with_its_reason() =>
        Assert.Contains("00010107", Assert.Throws<IOException>(() => AssociationPdus.ReadAnswer(3, [0, 1, 1, 7])).Message, StringComparison.Ordinal);

    private static byte[] Accept(byte result, int length) =>
    [
        0, 1, 0, 0, .. new byte[64],
        0x10, 0, 0, 2, (byte)'1', (byte)'2',
        0x21, 0, 0, 9, 1, 0, result, 0, 0x40, 0, 0, 1, (byte)'1',
        0x50, 0, 0, 8, 0x51, 0, 0, 4, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length,
    ];
}

using System.Runtime.InteropServices;
using AttachmentPacs.Core.Import;

namespace AttachmentPacs.Core.Tests.Import;

public sealed class MemberHeadTests
{
    [Theory]
    [InlineData(MemberHead.SmallLimit, true)]
    [InlineData(MemberHead.SmallLimit + 1, false)]
    public async Task Read_largest_small_member_is_whole_and_holds_no_more_than_a_mebibyte(int size, bool isWhole)
    {
        using var head = new MemberHead();
        using var content = new MemoryStream(new byte[size]);

        await head.ReadStartAsync(content, CancellationToken.None);
        await head.ReadSmallAsync(content, CancellationToken.None);

        Assert.Equal(isWhole, head.IsWhole);
        Assert.True(MemoryMarshal.TryGetArray(head.Bytes, out ArraySegment<byte> held));
        Assert.Equal(1 << 20, held.Array!.Length);
    }
}

using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Tests.Servers;

public sealed class ProcessFiguresTests
{
    [Theory]
    [InlineData("VmHWM:\t   81236 kB", 81_236L << 10)]
    [InlineData("VmHWM:\t22271996 kB", 22_271_996L << 10)]
    [InlineData("VmRSS:\t       0 kB", 0L)]
    public void Line_of_status_is_read_however_long_its_number(string line, long bytes) => Assert.Equal(bytes, ProcessFigures.Bytes(line));
}

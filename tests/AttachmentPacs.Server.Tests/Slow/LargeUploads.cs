using AttachmentPacs.TestKit;
using Xunit.Abstractions;

namespace AttachmentPacs.Server.Tests.Slow;

/// <summary>What tests of gigabytes ask first: whether they are wanted, and what the disk has room for.</summary>
internal static class LargeUploads
{
    private const long PixelBytes = 1L << 30;
    private const long Kept = 2L << 30;
    private const long Least = 64 << 20;

    /// <summary>Bytes of Pixel Data for each of so many files, 1 GiB where there is room; null, and why, where nothing is to be tested.</summary>
    public static long? PixelsOf(int files, TemporaryFolder folder, ITestOutputHelper output)
    {
        if (!SlowLane.IsOn)
        {
            output.WriteLine(SlowLane.Off);
            return null;
        }

        long free = new DriveInfo(folder.Path).AvailableFreeSpace;
        long pixels = Math.Min(PixelBytes, (free - Kept) / files) & ~1L;
        if (pixels >= Least) return pixels;
        output.WriteLine($"Only {free} bytes are free under {folder.Path}: nothing was tested here.");
        return null;
    }
}

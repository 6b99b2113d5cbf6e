namespace AttachmentPacs.Storage.Tests.Support;

/// <summary>Repeatable content.</summary>
internal static class Content
{
    public const int MiB = 1 << 20;

    /// <summary>Bytes that no codec shrinks.</summary>
    public static byte[] Random(int size, int seed = 1)
    {
        byte[] bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Bytes that every codec shrinks to about a third, so that a few MiB of it still fill several stored blocks.</summary>
    public static byte[] Shrinkable(int size, int seed = 1)
    {
        byte[] bytes = Random(size, seed);
        for (int at = 0; at < bytes.Length; at++)
        {
            if (at % 3 != 0) bytes[at] = (byte)(at / 4096);
        }

        return bytes;
    }
}

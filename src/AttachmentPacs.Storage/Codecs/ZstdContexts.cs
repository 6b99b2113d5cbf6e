using System.Collections.Concurrent;

namespace AttachmentPacs.Storage.Codecs;

/// <summary>
/// Decompressors to be used again: making one costs more than undoing a summary with it. Those that a blob with a large window has made grow
/// are not kept. Safe for use by many threads.
/// </summary>
internal static class ZstdContexts
{
    // A fresh one has about 160 KB; one that has undone our own streams, with windows of 512 KiB, less than this.
    private const nuint MaxSize = 1 << 20;

    private static readonly int MaxIdle = Environment.ProcessorCount * 2;
    private static readonly ConcurrentQueue<ZstdDecompression> Idle = new();

    /// <summary>One for the caller alone, at the beginning of a frame.</summary>
    public static ZstdDecompression Rent() => Idle.TryDequeue(out ZstdDecompression? context) ? context : ZstdDecoder.NewContext();

    /// <summary>Takes one back, wherever in a frame it stands.</summary>
    public static void Return(ZstdDecompression context)
    {
        bool isKept = Idle.Count < MaxIdle && ZstdNative.SizeOf(context) <= MaxSize
            && ZstdNative.IsSuccess(ZstdNative.Reset(context, ZstdNative.ResetSession));
        if (isKept) Idle.Enqueue(context);
        else context.Dispose();
    }
}

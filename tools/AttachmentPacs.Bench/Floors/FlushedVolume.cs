using Microsoft.Win32.SafeHandles;

namespace AttachmentPacs.Bench.Floors;

/// <summary>Instances written one behind the other into a file that has its room already, flushed 64 at a time: no names, no sizes to be flushed.</summary>
internal static class FlushedVolume
{
    private const int Group = 64;
    private const int Groups = 4;

    public static Floor Measure(string folder, int size)
    {
        string path = Path.Combine(folder, "volume");
        byte[] bytes = Memory.Noise(size);
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, options: FileOptions.DeleteOnClose);

        // Written once before, so that no block is new.
        for (int i = 0; i < Group * Groups; i++) RandomAccess.Write(file, bytes, (long)i * size);
        Flushing.File(file);
        int group = 0;
        return Floor.Measure($"write into a volume, one fdatasync for {Group}, {FlushedFiles.Size(size)}", "instances/s", () =>
        {
            long start = (long)(group++ % Groups) * Group * size;
            for (int i = 0; i < Group; i++) RandomAccess.Write(file, bytes, start + ((long)i * size));
            Flushing.Data(file);
            return Group;
        });
    }
}

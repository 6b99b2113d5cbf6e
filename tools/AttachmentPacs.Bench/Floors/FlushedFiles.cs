using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace AttachmentPacs.Bench.Floors;

/// <summary>Whole files of the size of an instance, made, written and flushed.</summary>
internal static class FlushedFiles
{
    private const int Group = 64;

    /// <summary>Each file flushed for itself.</summary>
    public static Floor Each(string folder, int size, int writers)
    {
        byte[] bytes = Memory.Noise(size);
        int round = 0;
        return Run(folder, NameOf(size, writers), parent =>
        {
            int start = round++;
            Parallel.For(0, writers, new ParallelOptions { MaxDegreeOfParallelism = writers }, writer =>
            {
                for (int i = 0; i < 4; i++)
                {
                    using SafeFileHandle file = Write(parent, $"{start}-{writer}-{i}", bytes);
                    Flushing.File(file);
                }
            });
            return 4 * writers;
        });
    }

    /// <summary>What <see cref="Each"/> is called.</summary>
    public static string NameOf(int size, int writers) => $"write + fsync, {Size(size)}, {writers} writers";

    /// <summary>64 files share one flush of the file system.</summary>
    public static Floor Together(string folder, int size)
    {
        byte[] bytes = Memory.Noise(size);
        int round = 0;
        return Run(folder, $"write, one syncfs for {Group}, {Size(size)}", parent =>
        {
            int start = round++;
            SafeFileHandle? last = null;
            for (int i = 0; i < Group; i++)
            {
                last?.Dispose();
                last = Write(parent, $"{start}-{i}", bytes);
            }

            Flushing.FileSystem(last!);
            last!.Dispose();
            return Group;
        });
    }

    /// <summary>A size as a person says it.</summary>
    public static string Size(int bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 10} KB");

    private static Floor Run(string folder, string name, Func<string, double> step)
    {
        string parent = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;
        try
        {
            return Floor.Measure(name, "files/s", () => step(parent));
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }

    private static SafeFileHandle Write(string parent, string name, byte[] bytes)
    {
        SafeFileHandle file = File.OpenHandle(Path.Combine(parent, name), FileMode.CreateNew, FileAccess.Write);
        RandomAccess.Write(file, bytes, 0);
        return file;
    }
}

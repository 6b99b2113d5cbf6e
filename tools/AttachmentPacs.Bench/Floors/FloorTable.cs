using System.Globalization;

namespace AttachmentPacs.Bench.Floors;

/// <summary>The limits of the machine, one line each.</summary>
internal static class FloorTable
{
    /// <summary>Bytes of a CT of 512 x 512, and of a small instance.</summary>
    private const int Ct = 526 << 10;
    private const int Small = 10 << 10;

    /// <summary>Measures all of them, one after the other: some 40 s.</summary>
    /// <param name="folder">Exists; on the file system that the servers use. What is made there is removed again.</param>
    public static IEnumerable<Floor> Measure(string folder)
    {
        foreach (int size in (int[])[Ct, Small])
        {
            foreach (int writers in (int[])[1, 8]) yield return FlushedFiles.Each(folder, size, writers);
            yield return FlushedFiles.Together(folder, size);
            yield return FlushedVolume.Measure(folder, size);
        }

        yield return SqliteRows.Measure(folder);
        yield return Loopback.Measure();
        yield return Memory.Copy();
        yield return Memory.Md5();
        yield return Memory.Sha256();
        yield return Memory.Xxh3();
    }

    /// <summary>Measures, and prints them as rows of a table.</summary>
    public static int Print(TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("apacs-floors-").FullName;
        try
        {
            output.WriteLine("| limit of this machine | rate | |");
            output.WriteLine("| --- | ---: | --- |");
            foreach (Floor floor in Measure(folder))
            {
                string rate = floor.Rate.ToString(floor.Rate < 10 ? "0.00" : "#,0", CultureInfo.InvariantCulture);
                output.WriteLine($"| {floor.Name} | {rate} | {floor.Unit} |");
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

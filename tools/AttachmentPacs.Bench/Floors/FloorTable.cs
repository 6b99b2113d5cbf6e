using System.Globalization;
using AttachmentPacs.Bench.Report;
using AttachmentPacs.Bench.Scenarios;

namespace AttachmentPacs.Bench.Floors;

/// <summary>The limits of the machine, one line each.</summary>
internal static class FloorTable
{
    /// <summary>Bytes of a CT of 512 x 512, and of a small instance.</summary>
    private const int Ct = 526 << 10;
    private const int Small = 10 << 10;
    private const int Writers = 8;

    /// <summary>Measures all of them, one after the other: some 40 s.</summary>
    /// <param name="folder">Exists; on the file system that the servers use. What is made there is removed again.</param>
    public static IEnumerable<Floor> Measure(string folder)
    {
        foreach (int size in (int[])[Ct, Small])
        {
            foreach (int writers in (int[])[1, Writers]) yield return FlushedFiles.Each(folder, size, writers);
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

    /// <summary>Measures, and prints them as rows of a table, with the share of theirs that uploads of the same run have reached.</summary>
    /// <param name="parent">Where a folder for it is made, and removed.</param>
    /// <param name="results">Of the comparison; may be none.</param>
    /// <param name="output">Takes the table.</param>
    public static void Print(string parent, IReadOnlyList<(IScenario Scenario, IReadOnlyList<Figures> Servers)> results, TextWriter output)
    {
        string folder = Directory.CreateDirectory(Path.Combine(parent, $"attachmentpacs-floors-{Environment.ProcessId}")).FullName;
        try
        {
            output.WriteLine("| limit of this machine | rate | |");
            output.WriteLine("| --- | ---: | --- |");
            foreach (Floor floor in Measure(folder))
            {
                string rate = floor.Rate.ToString(floor.Rate < 10 ? "0.00" : "#,0", CultureInfo.InvariantCulture);
                output.WriteLine($"| {floor.Name} | {rate} | {floor.Unit}{Reached(floor, results)} |");
            }

            output.WriteLine();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // What the load generator takes of the processors is not the server's to use.
    private static string Reached(Floor floor, IReadOnlyList<(IScenario Scenario, IReadOnlyList<Figures> Servers)> results)
    {
        string? name = floor.Name == FlushedFiles.NameOf(Ct, Writers) ? "upload-ct-8" : floor.Name == FlushedFiles.NameOf(Small, Writers) ? "upload-small-8" : null;
        if (results.FirstOrDefault(result => result.Scenario.Name == name).Servers is not [{ Rate: > 0 } ours, ..]) return "";
        double generator = ours.Rate * ours.GeneratorTime / 1000 / Environment.ProcessorCount;
        return string.Create(CultureInfo.InvariantCulture, $"; uploads come to {ours.Rate / floor.Rate:0 %}, without the load generator's share of the processors {ours.Rate / (1 - generator) / floor.Rate:0 %}");
    }
}

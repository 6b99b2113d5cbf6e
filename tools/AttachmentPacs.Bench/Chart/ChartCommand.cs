using System.Globalization;

namespace AttachmentPacs.Bench.Chart;

/// <summary>The arguments behind <c>--chart</c>: <c>[SIZES [FOLDER [--Key=Value ...]]]</c>.</summary>
internal static class ChartCommand
{
    private const string DefaultSizes = "50000,200000,1000000";

    /// <summary>Runs it; without a folder in one that is removed afterwards.</summary>
    public static async Task<int> RunAsync(string program, string[] arguments, TextWriter output)
    {
        string[] settings = [.. arguments.Where(each => each.StartsWith("--", StringComparison.Ordinal))];
        string[] plain = [.. arguments.Except(settings)];
        long[] sizes = [.. (plain.ElementAtOrDefault(0) ?? DefaultSizes).Split(',').Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
        string folder = plain.ElementAtOrDefault(1) ?? Directory.CreateTempSubdirectory("apacs-chart-").FullName;
        try
        {
            await new IngestChart(program, folder, output).RunAsync(sizes, settings);
            return 0;
        }
        finally
        {
            if (plain.Length < 2) Directory.Delete(folder, recursive: true);
        }
    }
}

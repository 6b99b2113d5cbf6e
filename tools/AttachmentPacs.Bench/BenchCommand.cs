using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using AttachmentPacs.Bench.Chart;
using AttachmentPacs.Bench.Floors;
using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Report;
using AttachmentPacs.Bench.Scenarios;

namespace AttachmentPacs.Bench;

/// <summary>The comparison on the command line.</summary>
internal sealed class BenchCommand
{
    private const int Failed = 1;
    private const int Interrupted = 130;

    private readonly Option<string> _only = new("--only") { Description = "Scenarios, floors, chart, separated by commas: whole names, or beginnings of names as upload-ct." };
    private readonly Option<bool> _quick = new("--quick") { Description = "Few operations, one round: to see that everything works, not for figures." };
    private readonly Option<bool> _list = new("--list") { Description = "Names the scenarios and does nothing else." };
    private readonly Option<int> _rounds = new("--rounds") { Description = "Rounds on each server, whose medians are shown.", DefaultValueFactory = _ => 3 };
    private readonly Option<int> _limit = new("--limit") { Description = "Seconds after which a round begins no more operations.", DefaultValueFactory = _ => 30 };
    private readonly Option<string> _servers = new("--servers") { Description = "Servers to start, separated by commas.", DefaultValueFactory = _ => "attachmentpacs,orthanc" };
    private readonly Option<string?> _program = new("--program") { Description = "AttachmentPacs.Server.dll to measure; default: the Release build." };
    private readonly Option<string?> _baseline = new("--baseline") { Description = "AttachmentPacs.Server.dll of another build, as one more server: before and after a change." };
    private readonly Option<string?> _startIndex = new("--start-index") { Description = "An index.db of AttachmentPacs for the scenario start; a copy is used. With --servers attachmentpacs." };
    private readonly Option<string?> _peer = new("--peer") { Description = "One more server that runs already, as http://user:password@host:8042. What is sent stays there." };
    private readonly Option<string?> _peerDicom = new("--peer-dicom") { Description = "Where that takes C-STORE, as host:4242,AETITLE." };
    private readonly Option<string?> _file = new("--file") { Description = "A CT, Part 10, explicit VR little endian; default: a real one beside the repository, or a made one." };
    private readonly Option<string?> _smallFile = new("--small-file") { Description = "A small instance of the same kind." };
    private readonly Option<string> _folder = new("--folder") { Description = "Where the stores go, on a disk; removed at the end.", DefaultValueFactory = _ => "/var/tmp" };
    private readonly Option<string> _chartSizes = new("--chart-sizes") { Description = "Instances in the index for each row of the chart.", DefaultValueFactory = _ => "50000,200000,1000000" };
    private readonly Option<string?> _chartFolder = new("--chart-folder") { Description = "Where the chart's indexes go and stay, as filling them takes longest; default: removed at the end." };
    private readonly Option<string?> _json = new("--json") { Description = "Writes the figures to a file, too." };

    /// <summary>Makes the command.</summary>
    public RootCommand Create()
    {
        var command = new RootCommand("Runs the same load against AttachmentPacs and Debian's Orthanc in turns, and prints one table. docs/benchmarks.md explains it.");
        foreach (Option option in (Option[])[_only, _quick, _list, _rounds, _limit, _servers, _program, _baseline, _startIndex, _peer, _peerDicom, _file, _smallFile, _folder, _chartSizes, _chartFolder, _json]) command.Options.Add(option);
        command.SetAction(GuardedAsync);
        return command;
    }

    private async Task<int> GuardedAsync(ParseResult parse)
    {
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
        try
        {
            return await RunAsync(Options(parse), parse.GetValue(_list), stop.Token);
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidDataException or InvalidOperationException or IOException)
        {
            Console.Error.WriteLine(e.Message);
            return Failed;
        }

        void Handle(PosixSignalContext context)
        {
            // The servers are ended on the way out.
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private BenchOptions Options(ParseResult parse) => new BenchOptions
    {
        IsQuick = parse.GetValue(_quick),
        Rounds = Math.Max(1, parse.GetValue(_rounds)),
        Limit = TimeSpan.FromSeconds(parse.GetValue(_limit)),
        Folder = parse.GetValue(_folder)!,
        Only = Split(parse.GetValue(_only)),
        Servers = Split(parse.GetValue(_servers)),
        Program = parse.GetValue(_program),
        Baseline = parse.GetValue(_baseline),
        StartIndex = parse.GetValue(_startIndex),
        Peer = parse.GetValue(_peer),
        PeerDicom = parse.GetValue(_peerDicom),
        File = parse.GetValue(_file),
        SmallFile = parse.GetValue(_smallFile),
        ChartSizes = [.. Split(parse.GetValue(_chartSizes)).Select(size => long.Parse(size, CultureInfo.InvariantCulture))],
        ChartFolder = parse.GetValue(_chartFolder),
        Json = parse.GetValue(_json),
    }.Settled();

    private static async Task<int> RunAsync(BenchOptions options, bool isList, CancellationToken stop)
    {
        BenchPlan plan = BenchPlan.Of(options.Only);
        if (isList)
        {
            List(plan);
            return 0;
        }

        var results = new List<(IScenario Scenario, IReadOnlyList<Figures> Servers)>();
        using (var comparison = new Comparison(options, SampleFiles.Find(options.File, options.SmallFile), Console.Error, stop))
        {
            foreach (IScenario scenario in plan.Scenarios) results.Add((scenario, comparison.Run(scenario)));
        }

        if (results.Count > 0) Console.WriteLine(ComparisonTable.Of(results));
        foreach ((IScenario scenario, IReadOnlyList<Figures> servers) in results)
        {
            foreach (Figures figures in servers.Where(each => each.Trouble is not null)) Console.WriteLine($"{scenario.Name} on {figures.Server}: {figures.Trouble}");
        }

        if (plan.HasFloors) FloorTable.Print(options.Folder, results, Console.Out);
        if (plan.HasChart) await IngestChart.RunAsync(options, Console.Out, stop);
        if (options.Json is { } file) JsonReport.Write(file, results);
        return results.Any(result => result.Servers.Any(figures => figures.Trouble is not null)) ? Failed : 0;
    }

    private static void List(BenchPlan plan)
    {
        foreach (IScenario scenario in plan.Scenarios) Console.WriteLine($"{scenario.Name,-32} {scenario.Title}");
        if (plan.HasFloors) Console.WriteLine($"{BenchPlan.Floors,-32} limits of the machine: flushed files, loopback, memory, hashes, and how near uploads come");
        if (plan.HasChart) Console.WriteLine($"{BenchPlan.Chart,-32} uploads and start with many instances in the index, beside none");
    }

    private static string[] Split(string? list) => list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}

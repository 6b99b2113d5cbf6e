using System.Net.Sockets;
using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Report;
using AttachmentPacs.Bench.Scenarios;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench;

/// <summary>
/// Runs scenarios on servers in turns: for each scenario 1. each server is started on a folder of its own; 2. each is warmed by the scenario's own
/// operations; 3. rounds on one and the other follow each other; 4. the servers' counts of instances are compared with what they acknowledged;
/// 5. they are stopped. Their folders stay until the end as long as there is room: ext4 looks for free inodes among those deleted in the last minutes,
/// which made each new file cost up to a millisecond.
/// </summary>
internal sealed class Comparison(BenchOptions options, SampleFiles files, TextWriter progress, CancellationToken stop) : IDisposable
{
    // Free bytes below which stores of earlier scenarios are removed after all: more than any scenario writes.
    private const long Room = 30L << 30;

    private readonly string _folder = Path.Combine(options.Folder, $"attachmentpacs-bench-{Environment.ProcessId}");

    /// <summary>Runs one.</summary>
    /// <returns>The figures of each server that it suits.</returns>
    public IReadOnlyList<Figures> Run(IScenario scenario)
    {
        progress.WriteLine($"{scenario.Name}:");
        string folder = Directory.CreateDirectory(Path.Combine(_folder, scenario.Name)).FullName;
        var servers = new List<IServer>();
        try
        {
            // 1
            foreach (IServer server in ServerList.Start(options, folder, withNginx: scenario.NginxRate is not null)) servers.Add(server);
            Trial[] trials = [.. servers.Where(scenario.Suits).Select(server => new Trial(server, files, options, stop))];

            // 2
            foreach (Trial trial in trials) Try(trial, () => WarmUp(scenario, trial));

            // 3
            List<Measurement>[] rounds = [.. trials.Select(_ => new List<Measurement>())];
            for (int round = 0; round < Math.Min(options.Rounds, scenario.Rounds); round++)
            {
                for (int i = 0; i < trials.Length; i++) Try(trials[i], () => rounds[i].Add(Measure(scenario, trials[i])));
            }

            // 4
            foreach (Trial trial in trials) Try(trial, () => Check(trial));
            return [.. trials.Select((trial, i) => Figures.Of(trial.Server.Name, rounds[i], scenario.Units(trial), trial.Trouble))];
        }
        finally
        {
            // 5
            foreach (IServer server in servers) server.Dispose();
            if (new DriveInfo(folder).AvailableFreeSpace < Room) Dispose();
        }
    }

    /// <summary>Removes what the servers stored.</summary>
    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private void WarmUp(IScenario scenario, Trial trial)
    {
        scenario.Prepare(trial);
        int operations = options.Scaled(scenario.WarmUp(trial.Server));
        if (operations == 0) return;
        trial.Limit = options.WarmUpLimit;
        scenario.PrepareRound(trial, operations);
        scenario.Run(trial, operations);
        trial.Limit = options.Limit;
    }

    private Measurement Measure(IScenario scenario, Trial trial)
    {
        int operations = options.Scaled(scenario.Operations);
        scenario.PrepareRound(trial, operations);
        Measurement round = Measurement.Take(trial.Server, () => scenario.Run(trial, operations));
        string time = round.ServerTime is { } used ? $", {used.TotalMilliseconds / Math.Max(1, round.Load.Done) / scenario.Units(trial):0.000} ms of CPU each" : "";
        progress.WriteLine($"  {trial.Server.Name}: {round.Load.Rate * scenario.Units(trial):0.0} per second{time}");
        if (round.Load.FirstFailure is { } failure) progress.WriteLine($"  {round.Load.Failed} failed: {failure}");
        return round;
    }

    private static void Check(Trial trial)
    {
        long surplus = trial.Surplus();
        if (surplus < 0) trial.Trouble = $"{-surplus} instances fewer are there than were acknowledged";
        if (surplus > trial.Doubtful) trial.Trouble = $"{surplus} instances more are there than were sent";
    }

    // What one server cannot do must not hide what the others can.
    private void Try(Trial trial, Action step)
    {
        if (trial.Trouble is not null) return;
        try
        {
            step();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            trial.Trouble = e.Message;
            progress.WriteLine($"  {trial.Server.Name}: {e.Message}");
        }
    }
}

using System.Text.Json;
using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Scenarios;

/// <summary>A scenario on one server: what has been sent to it so far, and what loads need.</summary>
internal sealed class Trial(IServer server, SampleFiles files, BenchOptions options, CancellationToken stop)
{
    private const int FillClients = 8;
    private static readonly TimeSpan FillLimit = TimeSpan.FromMinutes(5);

    private long _countBefore = -1;
    private int _next;
    private int _studies = 1_000_000;

    /// <summary>What is measured.</summary>
    public IServer Server => server;

    /// <summary>What is sent.</summary>
    public SampleFiles Files => files;

    /// <summary>Sets its instances apart from those of other runs.</summary>
    public int Run => options.Run;

    /// <summary>Ends it early.</summary>
    public CancellationToken Stop => stop;

    /// <summary>No operation of a load is begun after it.</summary>
    public TimeSpan Limit { get; set; } = options.Limit;

    /// <summary>Few operations will do.</summary>
    public bool IsQuick => options.IsQuick;

    /// <summary>The index of somebody else, for the start alone; null for its own.</summary>
    public string? StartIndex => options.StartIndex;

    /// <summary>What keeps it from going on; null if nothing does.</summary>
    public string? Trouble { get; set; }

    /// <summary>Instances that the server has acknowledged and that have not been deleted since.</summary>
    public int Stored { get; set; }

    /// <summary>Attachments that have been put so far: their numbers count on.</summary>
    public int Attachments { get; set; }

    /// <summary>What the scenario has prepared to be sent.</summary>
    public IReadOnlyList<byte[]> Requests { get; set; } = [];

    /// <summary>Operations whose outcome is not known, as the connection broke off within them.</summary>
    public int Doubtful { get; private set; }

    /// <summary>The first instances that were stored, for reading them.</summary>
    public InstanceKey Key(int number) => InstanceKey.Counted(options.Run, number);

    /// <summary>A study that no instance has been sent for.</summary>
    public int NewStudy() => ++_studies;

    /// <summary>Puts a load on the server.</summary>
    /// <param name="clients">How many at a time.</param>
    /// <param name="operations">At most.</param>
    /// <param name="open">Makes a client.</param>
    public LoadResult Load(int clients, int operations, Func<ILoadClient> open) => LoadGenerator.Run(clients, operations, Limit, open, stop);

    /// <summary>Sends instances that it has not yet, in whatever way.</summary>
    /// <param name="clients">How many at a time.</param>
    /// <param name="operations">At most.</param>
    /// <param name="open">Makes a client that sends the instance of an operation.</param>
    /// <param name="stored">Operations that store an instance, if not all do.</param>
    public LoadResult Send(int clients, int operations, Func<Func<int, InstanceKey>, ILoadClient> open, int stored = int.MaxValue)
    {
        if (_countBefore < 0) _countBefore = Count();
        int first = _next;
        LoadResult result = Load(clients, operations, () => open(number => Key(first + number)));
        _next += operations;
        Account(result, stored);
        return result;
    }

    /// <summary>Uploads instances that it has not yet.</summary>
    public LoadResult Upload(InstanceTemplate template, int clients, int operations) =>
        Send(clients, operations, keys => new UploadClient(server.Http, template, keys));

    /// <summary>Uploads instances that reads need, however long that takes, up to five minutes.</summary>
    /// <exception cref="IOException">Not all of them are there.</exception>
    public void Fill(InstanceTemplate template, int instances)
    {
        int first = _next;
        _next += instances;
        Fill(template, instances, number => Key(first + number));
    }

    /// <summary>The same for the instances of one study.</summary>
    public void FillStudy(InstanceTemplate template, int study, int instances) => Fill(template, instances, number => new InstanceKey(options.Run, study, number));

    /// <summary>Instances that the server counts beyond those that it has acknowledged; below 0, it has lost some.</summary>
    public long Surplus() => _countBefore < 0 ? 0 : Count() - _countBefore - Stored;

    private void Fill(InstanceTemplate template, int instances, Func<int, InstanceKey> keys)
    {
        if (_countBefore < 0) _countBefore = Count();
        LoadResult result = LoadGenerator.Run(FillClients, instances, FillLimit, () => new UploadClient(server.Http, template, keys), stop);
        Account(result);
        if (result.Done < instances) throw new IOException($"{server.Name} has taken {result.Done} instances of {instances}: {result.FirstFailure ?? "time is up"}");
    }

    private void Account(LoadResult result, int stored = int.MaxValue)
    {
        Stored += Math.Min(result.Done, stored);
        Doubtful += result.Failed;
    }

    private long Count()
    {
        using var connection = new HttpConnection(server.Http);
        int status = connection.Get("/statistics");
        if (status != 200) throw new IOException($"{server.Name} answered GET /statistics with {status}.");
        using var answer = JsonDocument.Parse(connection.Body.ToArray());
        return answer.RootElement.GetProperty("CountInstances").GetInt64();
    }
}

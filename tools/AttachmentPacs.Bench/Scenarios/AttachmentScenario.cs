using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Scenarios;

/// <summary>User attachments of 64 KB, each with content of its own, put, read or deleted.</summary>
/// <param name="method">PUT, GET or DELETE.</param>
/// <param name="operations">Of a round.</param>
/// <param name="target">What is wanted.</param>
internal sealed class AttachmentScenario(string method, int operations, Target target) : IScenario
{
    private const int Clients = 8;
    private const int Instances = 500;
    private const int Size = 64 << 10;

    // The first number that is the users' (contract 1.3).
    private const int FirstNumber = 1024;

    /// <inheritdoc/>
    public string Name => $"attachment-{(method switch { "PUT" => "put", "GET" => "get", _ => "delete" })}";

    /// <inheritdoc/>
    public string Title => $"{method} attachment 64 KB, {Count.Of(Clients, "client")}";

    /// <inheritdoc/>
    public Target Target => target;

    /// <inheritdoc/>
    public int Operations => operations;

    /// <inheritdoc/>
    public int WarmUp(IServer server) => method == "GET" ? server.WarmUp * RequestScenario.Warm : server.WarmUp;

    /// <inheritdoc/>
    public void Prepare(Trial trial)
    {
        trial.Fill(trial.Files.Small, Instances);
        if (method == "GET") trial.Requests = Requests(trial, "GET", "/data", 0, Put(trial, trial.IsQuick ? 20 : Instances).Done);
    }

    /// <inheritdoc/>
    public void PrepareRound(Trial trial, int operations)
    {
        if (method != "DELETE") return;
        int first = trial.Attachments;
        trial.Requests = Requests(trial, "DELETE", "", first, Put(trial, operations).Done);
    }

    /// <inheritdoc/>
    public LoadResult Run(Trial trial, int operations) => method switch
    {
        "PUT" => Put(trial, operations),
        "GET" => trial.Load(Clients, operations, () => new RequestClient(trial.Server.Http, trial.Requests, Size)),
        _ => trial.Load(Clients, Math.Min(operations, trial.Requests.Count), () => new RequestClient(trial.Server.Http, trial.Requests, 0)),
    };

    private static LoadResult Put(Trial trial, int operations)
    {
        int first = trial.Attachments;
        trial.Attachments += operations;
        HttpTarget server = trial.Server.Http;
        return trial.Load(Clients, operations, () => new AttachmentClient(server, number => Path(trial, first + number), Size, first));
    }

    private static byte[][] Requests(Trial trial, string verb, string suffix, int first, int count) =>
        [.. Enumerable.Range(first, count).Select(number => RequestClient.Request(trial.Server.Http, verb, Path(trial, number) + suffix))];

    private static string Path(Trial trial, int number) => $"/instances/{trial.Key(number % Instances).Instance}/attachments/{FirstNumber + (number / Instances)}";
}

using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Scenarios;

/// <summary>The same kind of request for one instance after the other, all of which are on the server.</summary>
internal sealed class RequestScenario(string name, string title, int clients, int operations) : IScenario
{
    /// <summary>How many times the operations of other scenarios warm this one: reads are short, and a server compiles by its timer, too.</summary>
    public const int Warm = 8;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Title => $"{title}, {Count.Of(clients, "client")}";

    /// <inheritdoc/>
    public int Operations => operations;

    /// <inheritdoc/>
    public Target Target { get; init; } = new();

    /// <inheritdoc/>
    public double? NginxRate { get; init; }

    /// <summary>What is on the server: a name of <see cref="SampleFiles"/>.</summary>
    public string File { get; init; } = SampleFiles.SmallName;

    /// <summary>How many of them.</summary>
    public int Instances { get; init; } = 2000;

    /// <inheritdoc/>
    public int WarmUp(IServer server) => server.WarmUp * Warm;

    /// <summary>The request for one.</summary>
    public required Func<HttpTarget, InstanceKey, byte[]> Request { get; init; }

    /// <summary>The bytes of each answer; null for any but none.</summary>
    public Func<InstanceTemplate, long>? Length { get; init; }

    /// <summary>The request for a path of the dialect that is made of an instance.</summary>
    public static Func<HttpTarget, InstanceKey, byte[]> Get(Func<InstanceKey, string> path) => (server, key) => RequestClient.Request(server, "GET", path(key));

    /// <inheritdoc/>
    public void Prepare(Trial trial)
    {
        int instances = trial.IsQuick ? Math.Max(10, Instances / 50) : Instances;
        InstanceTemplate template = trial.Files.Named(File);
        if (trial.Server is NginxServer nginx)
        {
            trial.Requests = [.. Enumerable.Range(0, instances).Select(number => RequestClient.Request(nginx.Http, "GET", nginx.Put($"{number}.dcm", template.Bytes)))];
            return;
        }

        trial.Fill(template, instances);
        trial.Requests = [.. Enumerable.Range(0, instances).Select(number => Request(trial.Server.Http, trial.Key(number)))];
    }

    /// <inheritdoc/>
    public LoadResult Run(Trial trial, int operations) =>
        trial.Load(clients, operations, () => new RequestClient(trial.Server.Http, trial.Requests, Length?.Invoke(trial.Files.Named(File))));
}

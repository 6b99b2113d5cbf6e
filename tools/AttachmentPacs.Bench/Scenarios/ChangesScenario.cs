using System.Text.Json;
using AttachmentPacs.Bench.Load;

namespace AttachmentPacs.Bench.Scenarios;

/// <summary>The log of changes in pages of 1,000: each page that is full, over and over.</summary>
internal sealed class ChangesScenario(Target target) : IScenario
{
    private const int Page = 1000;
    private const int Instances = 4000;

    /// <inheritdoc/>
    public string Name => "changes";

    /// <inheritdoc/>
    public string Title => $"changes walked, pages of {Page}, 1 client";

    /// <inheritdoc/>
    public Target Target => target;

    /// <inheritdoc/>
    public int Operations => 1000;

    /// <inheritdoc/>
    public int Units(Trial trial) => Page;

    /// <inheritdoc/>
    public int WarmUp(Servers.IServer server) => server.WarmUp / 2;

    /// <inheritdoc/>
    public void Prepare(Trial trial)
    {
        trial.Fill(trial.Files.Small, trial.IsQuick ? Page : Instances);
        using var connection = new HttpConnection(trial.Server.Http);
        var pages = new List<byte[]>();
        long since = 0;
        while (true)
        {
            string path = $"/changes?since={since}&limit={Page}";
            int status = connection.Get(path);
            if (status != 200) throw new IOException($"{trial.Server.Name} answered GET {path} with {status}.");
            using var answer = JsonDocument.Parse(connection.Body.ToArray());
            if (answer.RootElement.GetProperty("Changes").GetArrayLength() < Page) break;
            pages.Add(RequestClient.Request(trial.Server.Http, "GET", path));
            since = answer.RootElement.GetProperty("Last").GetInt64();
        }

        if (pages.Count == 0) throw new IOException($"{trial.Server.Name} has fewer than {Page} changes after {trial.Stored} uploads.");
        trial.Requests = pages;
    }

    /// <inheritdoc/>
    public LoadResult Run(Trial trial, int operations) => trial.Load(1, operations, () => new RequestClient(trial.Server.Http, trial.Requests, null));
}

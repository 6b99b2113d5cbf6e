using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Scenarios;

/// <summary>Large instances uploaded at once; or half of the clients upload while the other half download what was uploaded before.</summary>
/// <param name="megabytes">Of each, in units of 1,000,000 bytes.</param>
/// <param name="uploads">At once.</param>
/// <param name="downloads">At the same time; 0 or as many as there are uploads.</param>
/// <param name="target">What is wanted.</param>
internal sealed class LargeUploadScenario(int megabytes, int uploads, int downloads, Target target) : IScenario
{
    // A server that keeps bodies in memory keeps some copies of each.
    private const int QuickMegabytes = 16;

    /// <inheritdoc/>
    public string Name => downloads == 0 ? $"large-upload-{uploads}" : $"large-both-{uploads}";

    /// <inheritdoc/>
    public string Title => downloads == 0 ? $"{uploads} uploads of {megabytes} MB at once" : $"{uploads} uploads and {downloads} downloads of {megabytes} MB at once";

    /// <inheritdoc/>
    public Target Target => target;

    /// <inheritdoc/>
    public int Operations => uploads + downloads;

    /// <inheritdoc/>
    public int Rounds => 1;

    /// <inheritdoc/>
    public int WarmUp(IServer server) => 0;

    /// <inheritdoc/>
    public void Prepare(Trial trial)
    {
        int first = trial.IsQuick ? 4 : 100;
        trial.Fill(trial.Files.Ct, first);
        if (downloads == 0) return;
        LoadResult sent = Send(trial, uploads, uploads);
        if (sent.Done < downloads) throw new IOException($"{trial.Server.Name} has taken {sent.Done} instances of {uploads}: {sent.FirstFailure}");
        trial.Requests = [.. Enumerable.Range(first, downloads).Select(number => RequestClient.Request(trial.Server.Http, "GET", $"/instances/{trial.Key(number).Instance}/file"))];
    }

    /// <inheritdoc/>
    public LoadResult Run(Trial trial, int operations)
    {
        if (downloads == 0) return Send(trial, uploads, uploads);
        long length = Instance(trial).Length;
        return trial.Send(
            uploads + downloads, uploads + downloads, keys => new EitherClient(
                new LargeUploadClient(trial.Server.Http, Instance(trial), keys), new RequestClient(trial.Server.Http, trial.Requests, length), uploads), stored: uploads);
    }

    private LoadResult Send(Trial trial, int clients, int operations) =>
        trial.Send(clients, operations, keys => new LargeUploadClient(trial.Server.Http, Instance(trial), keys));

    private LargeInstance Instance(Trial trial) => new(trial.Files.Ct, (trial.IsQuick ? Math.Min(QuickMegabytes, megabytes) : megabytes) * 1_000_000L);
}

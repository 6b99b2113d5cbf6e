using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Scenarios;

/// <summary>POST /instances by several clients, each on a connection that it keeps.</summary>
internal sealed class UploadScenario(string file, int clients, int operations, Target target) : IScenario
{
    /// <inheritdoc/>
    public string Name => $"upload-{file}-{clients}";

    /// <inheritdoc/>
    public string Title => $"upload {SampleFiles.Describe(file)}, {Count.Of(clients, "client")}";

    /// <inheritdoc/>
    public Target Target => target;

    /// <inheritdoc/>
    public int Operations => operations;

    /// <inheritdoc/>
    public int WarmUp(IServer server) => InstanceWarmUp.Operations(server, file);

    /// <inheritdoc/>
    public void Prepare(Trial trial) => InstanceWarmUp.Prepare(trial, file);

    /// <inheritdoc/>
    public LoadResult Run(Trial trial, int operations) => trial.Upload(trial.Files.Named(file), clients, operations);
}

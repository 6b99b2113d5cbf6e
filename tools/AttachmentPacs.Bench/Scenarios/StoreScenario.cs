using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Load.Dimse;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Scenarios;

/// <summary>C-STORE over several associations, each with one request under way.</summary>
internal sealed class StoreScenario(string file, int associations, SenderManner manner, int operations, Target target) : IScenario
{
    /// <inheritdoc/>
    public string Name => $"store-{file}-{associations}-{(manner == SenderManner.Ordinary ? "ordinary" : "at-once")}";

    /// <inheritdoc/>
    public string Title =>
        $"C-STORE {SampleFiles.Describe(file)}, {Count.Of(associations, "association")}, {(manner == SenderManner.Ordinary ? "ordinary sender" : "acknowledging at once")}";

    /// <inheritdoc/>
    public Target Target => target;

    /// <inheritdoc/>
    public int Operations => operations;

    /// <inheritdoc/>
    public bool Suits(IServer server) => server.Dicom is not null;

    /// <inheritdoc/>
    public int WarmUp(IServer server) => InstanceWarmUp.Operations(server, file);

    /// <inheritdoc/>
    public void Prepare(Trial trial) => InstanceWarmUp.Prepare(trial, file);

    /// <inheritdoc/>
    public LoadResult Run(Trial trial, int operations) =>
        trial.Send(associations, operations, keys => new StoreClient(trial.Server.Dicom!, trial.Files.Named(file), keys, manner));
}

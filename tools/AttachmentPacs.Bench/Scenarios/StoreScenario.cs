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

    /// <summary>Most of it by small instances: the same code, and less of the disk.</summary>
    public int WarmUp(IServer server) => server.WarmUp / (file == SampleFiles.CtName ? 16 : 1);

    /// <inheritdoc/>
    public void Prepare(Trial trial)
    {
        if (file == SampleFiles.CtName && !trial.IsQuick) trial.Fill(trial.Files.Small, trial.Server.WarmUp);
    }

    /// <inheritdoc/>
    public LoadResult Run(Trial trial, int operations) =>
        trial.Send(associations, operations, keys => new StoreClient(trial.Server.Dicom!, trial.Files.Named(file), keys, manner));
}

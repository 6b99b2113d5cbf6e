using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Scenarios;

/// <summary>DELETE of a whole study of small instances, which is there anew for each round.</summary>
internal sealed class DeleteStudyScenario : IScenario
{
    private const int Size = 5000;
    private const int QuickSize = 200;

    /// <inheritdoc/>
    public string Name => "delete-study";

    /// <inheritdoc/>
    public string Title => $"delete of a study of {Size} small instances";

    /// <inheritdoc/>
    public Target Target { get; } = new();

    /// <inheritdoc/>
    public int Operations => 1;

    /// <inheritdoc/>
    public int Units(Trial trial) => trial.IsQuick ? QuickSize : Size;

    /// <inheritdoc/>
    public int WarmUp(IServer server) => 1;

    /// <inheritdoc/>
    public void PrepareRound(Trial trial, int operations)
    {
        var requests = new List<byte[]>();
        for (int i = 0; i < operations; i++)
        {
            int study = trial.NewStudy();
            trial.FillStudy(trial.Files.Small, study, Units(trial));
            requests.Add(RequestClient.Request(trial.Server.Http, "DELETE", $"/studies/{new InstanceKey(trial.Run, study, 0).StudyId}"));
        }

        trial.Requests = requests;
    }

    /// <inheritdoc/>
    public LoadResult Run(Trial trial, int operations)
    {
        LoadResult result = trial.Load(1, operations, () => new RequestClient(trial.Server.Http, trial.Requests, null));
        trial.Stored -= result.Done * Units(trial);
        return result;
    }
}

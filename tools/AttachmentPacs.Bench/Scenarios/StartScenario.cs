using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Scenarios;

/// <summary>From the start of the process to the first answer on /system, with instances in the index.</summary>
internal sealed class StartScenario : IScenario
{
    private const int Instances = 5000;

    /// <inheritdoc/>
    public string Name => "start";

    /// <inheritdoc/>
    public string Title => $"start to first answer, {Instances} instances or the index at hand";

    /// <inheritdoc/>
    public Target Target { get; } = new();

    /// <inheritdoc/>
    public int Operations => 1;

    /// <inheritdoc/>
    public int WarmUp(IServer server) => 1;

    /// <inheritdoc/>
    public bool Suits(IServer server) => server is IRestartable;

    /// <inheritdoc/>
    public void Prepare(Trial trial)
    {
        if (trial.StartIndex is { } index && trial.Server is AttachmentPacsServer server) server.TakeIndex(index);
        else trial.Fill(trial.Files.Small, trial.IsQuick ? 200 : Instances);
    }

    /// <inheritdoc/>
    public void PrepareRound(Trial trial, int operations) => ((IRestartable)trial.Server).Stop();

    /// <inheritdoc/>
    public LoadResult Run(Trial trial, int operations) => trial.Load(1, operations, () => new StartClient((IRestartable)trial.Server));

    private sealed class StartClient(IRestartable server) : ILoadClient
    {
        /// <inheritdoc/>
        public void Execute(int number)
        {
            try
            {
                server.Start();
            }
            catch (InvalidOperationException e)
            {
                throw new IOException(e.Message, e);
            }
        }

        /// <summary>A start has a limit of its own.</summary>
        public void Abandon()
        {
        }

        /// <inheritdoc/>
        public void Dispose()
        {
        }
    }
}

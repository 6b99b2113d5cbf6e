using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Servers;

namespace AttachmentPacs.Bench.Scenarios;

/// <summary>One row of the comparison: a load that is the same for each server.</summary>
internal interface IScenario
{
    /// <summary>As it is chosen by: lower case, words joined by hyphens.</summary>
    string Name { get; }

    /// <summary>What is done, in a line.</summary>
    string Title { get; }

    /// <summary>What is wanted.</summary>
    Target Target { get; }

    /// <summary>The share of nginx's rate that is wanted, where nginx serves the same; null where it does not.</summary>
    double? NginxRate => null;

    /// <summary>Operations of a round.</summary>
    int Operations { get; }

    /// <summary>What the rate counts for each operation: pages hold changes, a study holds instances.</summary>
    int Units(Trial trial) => 1;

    /// <summary>Rounds at most: one is enough where no rate is asked for.</summary>
    int Rounds => int.MaxValue;

    /// <summary>Operations before the first round, at most.</summary>
    int WarmUp(IServer server) => server.WarmUp;

    /// <summary>Whether a server can take it at all.</summary>
    bool Suits(IServer server) => true;

    /// <summary>Brings to a server what the operations need, and is not measured.</summary>
    void Prepare(Trial trial)
    {
    }

    /// <summary>Brings to a server what the operations of the next round, or of the warm-up, need; is not measured.</summary>
    void PrepareRound(Trial trial, int operations)
    {
    }

    /// <summary>Does some operations, fewer if their time runs out.</summary>
    LoadResult Run(Trial trial, int operations);
}

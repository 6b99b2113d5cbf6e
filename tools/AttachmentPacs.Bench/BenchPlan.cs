using AttachmentPacs.Bench.Scenarios;

namespace AttachmentPacs.Bench;

/// <summary>What a run does: scenarios on servers, the limits of the machine, the growth of the index.</summary>
/// <param name="Scenarios">In their order.</param>
/// <param name="HasFloors">The limits of the machine.</param>
/// <param name="HasChart">The growth.</param>
internal sealed record BenchPlan(IReadOnlyList<IScenario> Scenarios, bool HasFloors, bool HasChart)
{
    /// <summary>Names the limits of the machine.</summary>
    public const string Floors = "floors";

    /// <summary>Names the growth of the index.</summary>
    public const string Chart = "chart";

    /// <summary>What is named, whole or by a beginning; all if nothing is.</summary>
    /// <exception cref="ArgumentException">A name fits nothing.</exception>
    public static BenchPlan Of(IReadOnlyList<string> names)
    {
        bool isAll = names.Count == 0;
        string[] others = [.. names.Except([Floors, Chart])];
        return new BenchPlan(isAll || others.Length > 0 ? ScenarioList.Choose(others) : [], isAll || names.Contains(Floors), isAll || names.Contains(Chart));
    }
}

using AttachmentPacs.Bench.Load;
using AttachmentPacs.Bench.Load.Dimse;

namespace AttachmentPacs.Bench.Scenarios;

/// <summary>All scenarios, in the order of the table.</summary>
internal static class ScenarioList
{
    /// <summary>Them.</summary>
    public static IReadOnlyList<IScenario> All { get; } =
    [
        new UploadScenario(SampleFiles.CtName, 1, 400, new Target()),
        new UploadScenario(SampleFiles.CtName, 4, 1000, new Target()),
        new UploadScenario(SampleFiles.CtName, 8, 1000, new Target(Rate: 3, ServerTime: 0.35)),
        new UploadScenario(SampleFiles.SmallName, 1, 600, new Target()),
        new UploadScenario(SampleFiles.SmallName, 4, 2000, new Target()),
        new UploadScenario(SampleFiles.SmallName, 8, 3000, new Target(Rate: 5, ServerTime: 0.25)),
        new StoreScenario(SampleFiles.CtName, 1, SenderManner.Ordinary, 300, new Target(Rate: 10, ServerTime: 0.35)),
        new StoreScenario(SampleFiles.CtName, 4, SenderManner.Ordinary, 800, new Target()),
        new StoreScenario(SampleFiles.SmallName, 1, SenderManner.Ordinary, 500, new Target()),
        new StoreScenario(SampleFiles.SmallName, 4, SenderManner.Ordinary, 1000, new Target()),
        new StoreScenario(SampleFiles.CtName, 1, SenderManner.AtOnce, 400, new Target()),
        new StoreScenario(SampleFiles.CtName, 4, SenderManner.AtOnce, 1000, new Target(Rate: 3, ServerTime: 0.35)),
        new StoreScenario(SampleFiles.SmallName, 1, SenderManner.AtOnce, 600, new Target()),
        new StoreScenario(SampleFiles.SmallName, 4, SenderManner.AtOnce, 2000, new Target(Rate: 5, ServerTime: 0.35)),
        .. ReadScenarios.All,
        new AttachmentScenario("PUT", 3000, new Target(Rate: 2, ServerTime: 0.6)),
        new AttachmentScenario("GET", 60_000, new Target(Rate: 1.5, ServerTime: 0.6)),
        new AttachmentScenario("DELETE", 3000, new Target(Rate: 2, ServerTime: 0.6)),
        new ChangesScenario(new Target(Rate: 3)),
        new DeleteStudyScenario(),
        new StartScenario(),
        new LargeUploadScenario(1074, 8, 0, new Target()),
        new LargeUploadScenario(300, 4, 4, new Target(PeakMemory: 0.1)),
    ];

    /// <summary>Those that are named, or whose names begin as one of them does; all if none is.</summary>
    /// <exception cref="ArgumentException">A name fits none.</exception>
    public static IReadOnlyList<IScenario> Choose(IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => !All.Any(scenario => Fits(scenario, name))) is { } unknown)
        {
            throw new ArgumentException($"No scenario is named {unknown}; --list names them.");
        }

        return [.. All.Where(scenario => names.Count == 0 || names.Any(name => Fits(scenario, name)))];
    }

    private static bool Fits(IScenario scenario, string name) =>
        scenario.Name == name || (scenario.Name.StartsWith(name, StringComparison.Ordinal) && scenario.Name[name.Length] == '-');
}

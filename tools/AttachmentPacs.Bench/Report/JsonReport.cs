using System.Text.Json;
using AttachmentPacs.Bench.Scenarios;

namespace AttachmentPacs.Bench.Report;

/// <summary>The figures for a program: an array of scenarios, each with its name and the figures of each server.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes it.</summary>
    public static void Write(string file, IEnumerable<(IScenario Scenario, IReadOnlyList<Figures> Servers)> results) =>
        File.WriteAllText(file, JsonSerializer.Serialize(results.Select(result => new { result.Scenario.Name, result.Scenario.Target, result.Servers }), Indented));
}

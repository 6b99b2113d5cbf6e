using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AttachmentPacs.Cli.Doctor;

/// <summary>The findings for people and for programs.</summary>
internal static class DoctorReport
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>0: nothing to do; 1: warnings; 2: problems.</summary>
    public static int ExitCode(IReadOnlyList<Finding> findings) => Worst(findings) switch
    {
        Severity.Problem => 2,
        Severity.Warning => 1,
        _ => 0,
    };

    public static void WriteText(IReadOnlyList<Finding> findings, TextWriter output)
    {
        foreach (Finding finding in findings)
        {
            output.WriteLine($"{finding.Severity.ToString().ToLowerInvariant(),-8} {finding.Check,-14} {finding.Found}");
            if (finding.Why.Length > 0) output.WriteLine($"{"",-23}  why: {finding.Why}");
            if (finding.Next.Length > 0) output.WriteLine($"{"",-23}  do:  {finding.Next}");
        }

        output.WriteLine($"{Count(Severity.Ok)} ok, {Count(Severity.Note)} notes, {Count(Severity.Warning)} warnings, {Count(Severity.Problem)} problems");
        int Count(Severity severity) => findings.Count(finding => finding.Severity == severity);
    }

    public static void WriteJson(IReadOnlyList<Finding> findings, TextWriter output) =>
        output.WriteLine(JsonSerializer.Serialize(new { Worst = Worst(findings), Findings = findings }, Layout));

    private static Severity Worst(IReadOnlyList<Finding> findings) => findings.Select(finding => finding.Severity).DefaultIfEmpty(Severity.Ok).Max();
}

using System.Text.Json;
using AttachmentPacs.Cli.Progress;

namespace AttachmentPacs.Cli.Export;

/// <summary>What an export says of itself: while it runs, at its end, and as JSON. Names of files hold patients' data: ids are shown instead.</summary>
internal sealed class ExportSummary(ExportTally tally, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly Speed _files = new(time);
    private readonly Speed _bytes = new(time);

    /// <summary>The line of the moment.</summary>
    public (string Text, double? Part) Line()
    {
        string bad = tally.Of(ExportKind.Failed) > 0 ? $", {Amount.Files(tally.Of(ExportKind.Failed))} failed" : "";
        string rates = $"{Amount.Files(_files.Next(tally.Done))} files/s, {Amount.Megabytes(_bytes.Next(tally.Bytes))} MB/s";
        return ($"{Amount.Files(tally.Done)} files, {Amount.Megabytes(tally.Bytes)} MB, {rates}{bad}", null);
    }

    /// <summary>The lines of the end.</summary>
    public void Write(TextWriter output, string folder, string? reportFile)
    {
        TimeSpan took = time.GetElapsedTime(_start);
        double seconds = Math.Max(took.TotalSeconds, 1e-3);
        output.WriteLine($"Exported to {Printable.Of(folder)}:");
        output.WriteLine($"  written: {Amount.Files(tally.Of(ExportKind.Written))} files, {Amount.Megabytes(tally.Bytes)} MB");
        output.WriteLine($"  there already: {Amount.Files(tally.Of(ExportKind.Present))}");
        output.WriteLine($"  failed: {Amount.Files(tally.Of(ExportKind.Failed))}");
        output.WriteLine($"  in {Amount.Time(took)}: {Amount.Files(tally.Done / seconds)} files/s, {Amount.Megabytes(tally.Bytes / seconds)} MB/s");
        IReadOnlyList<(string Instance, string Message)> words = tally.Words();
        foreach ((string instance, string message) in words) output.WriteLine($"failed: {Printable.Of(instance)}: {Printable.Of(message)}");
        long more = tally.Of(ExportKind.Failed) - words.Count;
        if (more > 0) output.WriteLine($"and {Amount.Files(more)} more{(reportFile is null ? ": --report FILE lists all" : $": {reportFile} lists all")}");
    }

    /// <summary>The totals of the JSON report.</summary>
    public void Write(Utf8JsonWriter json, int exitStatus, string? problem)
    {
        json.WriteStartObject("Totals");
        foreach (ExportKind kind in Enum.GetValues<ExportKind>()) json.WriteNumber(kind.ToString(), tally.Of(kind));
        json.WriteNumber("Bytes", tally.Bytes);
        json.WriteEndObject();
        json.WriteNumber("Seconds", Math.Round(time.GetElapsedTime(_start).TotalSeconds, 3));
        if (problem is null) json.WriteNull("Problem");
        else json.WriteString("Problem", problem);
        json.WriteNumber("ExitStatus", exitStatus);
    }
}

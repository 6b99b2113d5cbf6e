using System.Text.Json;
using AttachmentPacs.Cli.Progress;

namespace AttachmentPacs.Cli.Import;

/// <summary>What an import says of itself: while it runs, at its end, and as JSON.</summary>
internal sealed class ImportSummary(ImportTally tally, bool isDryRun, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly Speed _files = new(time);
    private readonly Speed _bytes = new(time);
    private long _total = -1;

    /// <summary>How many files there are, once that is known.</summary>
    public void Expect(long files) => Volatile.Write(ref _total, files);

    /// <summary>The line of the moment.</summary>
    public (string Text, double? Part) Line()
    {
        long done = tally.Done;
        long total = Math.Max(Volatile.Read(ref _total), 0);

        // Members of archives are not counted beforehand: more files than there were to be means that nobody knows.
        if (done > total) total = 0;
        double rate = _files.Next(done);
        string of = total > 0 ? $" of {Amount.Files(total)}" : "";
        string left = total > done && rate > 0 ? $", {Amount.Time(TimeSpan.FromSeconds((total - done) / rate))} left" : "";
        string bad = tally.Bad > 0 ? $", {Amount.Files(tally.Bad)} refused" : "";
        string text = $"{Amount.Files(done)}{of} files, {Amount.Megabytes(tally.Bytes)} MB, {Amount.Files(rate)} files/s, {Amount.Megabytes(_bytes.Next(tally.Bytes))} MB/s{bad}{left}";
        return (text, total > 0 ? (double)done / total : null);
    }

    /// <summary>The lines of the end.</summary>
    public void Write(TextWriter output, string archive, string? reportFile)
    {
        TimeSpan took = time.GetElapsedTime(_start);
        double seconds = Math.Max(took.TotalSeconds, 1e-3);
        output.WriteLine($"{(isDryRun ? "Would import into" : "Imported into")} {Printable.Of(archive)}:");
        output.WriteLine($"  {(isDryRun ? "to store" : "stored")}: {Amount.Files(tally.Of(ImportKind.Stored))} files, {Amount.Megabytes(tally.StoredBytes)} MB");
        output.WriteLine($"  there already: {Amount.Files(tally.Of(ImportKind.Present))}");
        foreach ((ImportKind kind, string reason, long files) in tally.Reasons()) output.WriteLine($"  {Word(kind)}, {reason}: {Amount.Files(files)}");
        output.WriteLine(
            $"  {Amount.Files(tally.Done)} files, {Amount.Megabytes(tally.Bytes)} MB in {Amount.Time(took)}: {Amount.Files(tally.Done / seconds)} files/s, {Amount.Megabytes(tally.Bytes / seconds)} MB/s");
        IReadOnlyList<(string Path, ImportResult Result)> words = tally.Words();
        foreach ((string path, ImportResult result) in words) output.WriteLine($"{Word(result.Kind)}: {Printable.Of(path)}: {Printable.Of(result.Message)}");
        if (tally.Bad > words.Count) output.WriteLine($"and {Amount.Files(tally.Bad - words.Count)} more{(reportFile is null ? ": --report FILE lists all" : $": {reportFile} lists all")}");
    }

    /// <summary>The totals of the JSON report.</summary>
    public void Write(Utf8JsonWriter json, int exitStatus, string? problem)
    {
        json.WriteBoolean("DryRun", isDryRun);
        json.WriteStartObject("Totals");
        foreach (ImportKind kind in Enum.GetValues<ImportKind>()) json.WriteNumber(kind.ToString(), tally.Of(kind));
        json.WriteNumber("Bytes", tally.Bytes);
        json.WriteNumber("StoredBytes", tally.StoredBytes);
        json.WriteEndObject();
        json.WriteStartArray("Reasons");
        foreach ((ImportKind kind, string reason, long files) in tally.Reasons())
        {
            json.WriteStartObject();
            json.WriteString("Outcome", kind.ToString());
            json.WriteString("Reason", reason);
            json.WriteNumber("Files", files);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("Seconds", Math.Round(time.GetElapsedTime(_start).TotalSeconds, 3));
        if (problem is null) json.WriteNull("Problem");
        else json.WriteString("Problem", problem);
        json.WriteNumber("ExitStatus", exitStatus);
    }

    private static string Word(ImportKind kind) => kind switch
    {
        ImportKind.Skipped => "skipped",
        ImportKind.Refused => "refused",
        ImportKind.Failed => "not readable",
        _ => kind.ToString(),
    };
}

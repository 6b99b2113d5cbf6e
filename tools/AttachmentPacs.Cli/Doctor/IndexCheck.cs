using System.Globalization;
using AttachmentPacs.Core.Maintenance;
using AttachmentPacs.Index;
using AttachmentPacs.Index.Sqlite;

namespace AttachmentPacs.Cli.Doctor;

/// <summary>The index: library, journal, soundness, schema, and whether it belongs to the storage.</summary>
internal static class IndexCheck
{
    private const string Restore = "Stop the server and restore the index from a backup: docs/operations.md, \"Restore\". Keep the damaged file.";

    public static void Run(Examination examination, Findings findings)
    {
        string path = examination.Index;
        try
        {
            findings.Ok($"SQLite {IndexInspector.LoadLibrary()} is there.");
            if (File.Exists(path)) Look(examination, findings);
            else Missing(examination, findings);
        }
        catch (IndexUnusableException e)
        {
            findings.Problem(e.Message, "The server does not start.", File.Exists(path) ? Restore : "Install the library.");
        }
        catch (IndexUnavailableException e)
        {
            findings.Problem(e.Message, "It could not be looked at.", "Call this as the server's user, or free the index and call this again.");
        }
    }

    private static void Missing(Examination examination, Findings findings)
    {
        if (StoreMatch.Problem(examination.Mark, null, hasInstances: false, () => HasFiles(examination.Storage)) is { } problem)
        {
            findings.Problem($"{examination.Index} is not there. {problem}", "The server does not start, because a new index would have all files removed.", Restore);
        }
        else
        {
            findings.Note($"{examination.Index} is not there yet.", "The first start makes it.");
        }
    }

    private static void Look(Examination examination, Findings findings)
    {
        InspectionDepth depth = DepthFor(examination, findings);
        IndexInspection index = IndexInspector.Inspect(examination.Options.Database.Sqlite.ToIndexOptions(), depth, StoreGuard.StoreId, StoreGuard.CleanStop);
        if (index.Damage.Count > 0)
        {
            findings.Problem($"{examination.Index} is damaged: {string.Join("; ", index.Damage)}", "What it knows of the files may be wrong or lost.", Restore);
            return;
        }

        string looked = depth == InspectionDepth.Head ? "" : depth == InspectionDepth.Full ? "every page and every index looked at, " : "every page looked at, ";
        findings.Ok(string.Create(
            CultureInfo.InvariantCulture, $"{examination.Index} is sound: {looked}{index.Instances} instances, change {index.LastChange}, schema {index.SchemaVersion}, journal {index.JournalMode}."));
        if (index.SchemaVersion < IndexInspector.NewestSchema)
        {
            findings.Note($"Its schema is {index.SchemaVersion}; the next start brings it to {IndexInspector.NewestSchema}.", "An older program does not read it then.", "Make a backup before.");
        }

        CheckJournal(examination, index, findings);
        if (examination.IsHeld == false) CheckAgainstStorage(examination, index, findings);
    }

    // With a rollback journal a reader holds up the writer, and beyond the time-out what it stores is refused.
    private static InspectionDepth DepthFor(Examination examination, Findings findings)
    {
        if (examination.IsHeld == true && examination.Options.Database.Sqlite.JournalMode == SqliteJournalMode.Delete)
        {
            findings.Note("The index was not looked through: a server runs on it with a rollback journal, and would have to wait.", "", "Stop the server, or take a backup and check that.");
            return InspectionDepth.Head;
        }

        return examination.IsFull ? InspectionDepth.Full : InspectionDepth.Quick;
    }

    private static void CheckJournal(Examination examination, IndexInspection index, Findings findings)
    {
        string wanted = examination.Options.Database.Sqlite.JournalMode == SqliteJournalMode.Wal ? "wal" : "delete";
        if (index.JournalMode != wanted && index.SchemaVersion > 0)
        {
            findings.Note($"Its journal is {index.JournalMode}; the next start changes it to {wanted}, as configured.");
        }

        if (examination.IsHeld == false && (HasBytes(examination.Index + "-wal") || HasBytes(examination.Index + "-journal")))
        {
            findings.Note("A journal lies beside the index, although no server runs.", "What is in it is part of the index: the last stop was no clean one.", "Never remove it, and copy it with the index. The next start takes it in.");
        }
    }

    private static void CheckAgainstStorage(Examination examination, IndexInspection index, Findings findings)
    {
        if (StoreMatch.Problem(examination.Mark, index.Properties.GetValueOrDefault(StoreGuard.StoreId), index.Instances > 0, () => HasFiles(examination.Storage)) is { } problem)
        {
            findings.Problem(problem, "The server does not start, because it would remove every file that the index does not know.", "Correct the path that is wrong.");
            return;
        }

        if (StoreMatch.Behind(examination.Mark, index.LastChange) is > 0 and var changes)
        {
            findings.Warning(
                string.Create(CultureInfo.InvariantCulture, $"The index is {changes} changes behind its storage: it was restored from an older backup."),
                "Instances stored since are in the storage, but nobody can find them.", "Send them again: docs/operations.md, \"Restore\".");
        }

        if (index.Properties.GetValueOrDefault(StoreGuard.CleanStop) == "1" && StoreMatch.StorageBehind(examination.Mark, index.LastChange) is > 0 and var missing)
        {
            findings.Warning(
                string.Create(CultureInfo.InvariantCulture, $"The storage is {missing} changes behind its index: the folder was restored from an older backup."),
                "Files of these changes may be missing: whoever asks for them is answered 500.", "Restore the folder's newest backup, too: docs/operations.md, \"Restore\".");
        }

        if (index.Properties.GetValueOrDefault(StoreGuard.CleanStop) == "0")
        {
            findings.Note("The last stop was not a clean one.", "The next start removes drafts and files that the index does not name.", "Find out why: kill, crash, power.");
        }
    }

    // A reader that found none leaves an empty one.
    private static bool HasBytes(string file) => new FileInfo(file) is { Exists: true, Length: > 0 };

    private static bool HasFiles(string storage) => Directory.Exists(storage)
        && Directory.EnumerateDirectories(storage, "??").Any(folder => Directory.EnumerateFiles(folder, "????????-*", SearchOption.AllDirectories).Any());
}

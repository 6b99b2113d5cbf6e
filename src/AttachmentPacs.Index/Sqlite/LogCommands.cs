namespace AttachmentPacs.Index.Sqlite;

/// <summary>Writes to the logs as such, and to the properties. Sequences are given by the counters, which no clearing takes back.</summary>
internal static class LogCommands
{
    private const string InsertExport =
        "INSERT INTO exports (seq, level, public_id, remote_modality, date, patient_id, study_instance_uid, series_instance_uid, " +
        "sop_instance_uid) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    public static bool ClearExports(WriteSession session)
    {
        session.Prepare("DELETE FROM exports").Run();
        return true;
    }

    public static bool AddExport(WriteSession session, ExportRow export)
    {
        session.Prepare(InsertExport)
            .Bind(++session.Counters.LastExport).Bind((int)export.Level).Bind(export.Id).Bind(export.RemoteModality).Bind(export.Date)
            .Bind(export.PatientId).Bind(export.StudyInstanceUid).Bind(export.SeriesInstanceUid).Bind(export.SopInstanceUid).Run();
        return true;
    }

    public static bool SetProperty(WriteSession session, string name, string value)
    {
        session.Prepare("INSERT OR REPLACE INTO properties (name, value) VALUES (?, ?)").Bind(name).Bind(value).Run();
        return true;
    }
}

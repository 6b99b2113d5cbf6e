using System.Text.Json;
using AttachmentPacs.Core.Import;
using AttachmentPacs.Core.Ingest;
using AttachmentPacs.Dicom.Identity;

namespace AttachmentPacs.Server.Rest.Uploads;

/// <summary>What became of uploaded instances, as JSON.</summary>
internal static class UploadJson
{
    /// <summary>One instance (contract 1.5); of one that was filtered out the reason, too.</summary>
    public static void Write(Utf8JsonWriter json, IngestResult result)
    {
        InstanceIdentity identity = result.Identity;
        json.WriteStartObject();
        json.WriteString("ID", identity.Instance.ToString());
        json.WriteString("ParentPatient", identity.Patient.ToString());
        json.WriteString("ParentSeries", identity.Series.ToString());
        json.WriteString("ParentStudy", identity.Study.ToString());
        json.WriteString("Path", Levels.PathOf(ResourceLevel.Instance, identity.Instance));
        if (result.Reason is { } reason) json.WriteString("Reason", reason);
        json.WriteString("Status", result.Status.ToString());
        json.WriteEndObject();
    }

    /// <summary>The property <c>Instances</c>: those stored, and those filtered out.</summary>
    public static void WriteInstances(Utf8JsonWriter json, ImportReport report)
    {
        json.WriteStartArray("Instances");
        foreach (IngestResult each in report.Instances) Write(json, each);
        json.WriteEndArray();
    }

    /// <summary>The property <c>Skipped</c>: the others.</summary>
    public static void WriteSkipped(Utf8JsonWriter json, ImportReport report)
    {
        json.WriteStartArray("Skipped");
        foreach (SkippedMember each in report.Skipped)
        {
            json.WriteStartObject();
            json.WriteNumber("Index", each.Index);
            json.WriteString("Name", each.Name);
            json.WriteString("Reason", each.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

using System.Text.Json.Nodes;
using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi;

/// <summary>The schema of <c>GET /system</c>.</summary>
internal static class SystemSchema
{
    public static JsonObject Of() => Object(
        "What the server is and can do: versions are the dialect's, the product's stand beside them",
        ("ApiVersion", Integer()), ("Capabilities", Map(Boolean())), ("CheckRevisions", Boolean()), ("DatabaseBackendPlugin", OrNull(Text())),
        ("DatabaseServerIdentifier", Text()), ("DatabaseVersion", Integer()), ("DicomAet", Text()), ("DicomDefaultRetrieveMethod", Text()),
        ("DicomPort", Integer()), ("HasLabels", Boolean()), ("HttpPort", Integer()), ("IngestTranscoding", Text()), ("IsHttpServerSecure", Boolean()),
        ("MainDicomTags", Map(Text())), ("MaximumPatientCount", Integer()), ("MaximumStorageMode", Text()), ("MaximumStorageSize", Integer("In MiB")),
        ("Name", Text()), ("OverwriteInstances", Boolean()), ("OverwriteInstancesMode", Text()), ("PatientLevelEnabled", Boolean()),
        ("Performance", new JsonObject { ["type"] = "object" }), ("PluginsEnabled", Boolean()), ("Product", Text()), ("ProductVersion", Text()),
        ("ReadOnly", Boolean()), ("SchemaVersion", Integer()), ("StorageAreaPlugin", OrNull(Text())), ("StorageCompression", Boolean()),
        ("StoreMD5ForAttachments", Boolean()), ("ThirdPartyPatches", new JsonObject { ["type"] = "object" }),
        ("ThirdPartyVersions", new JsonObject { ["type"] = "object" }), ("UserMetadata", Map(Integer())), ("Version", Text()));
}

using System.Text.Json;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Plugins;
using AttachmentPacs.Dicom;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.DimseServices;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Rest.OpenApi;

namespace AttachmentPacs.Server.Rest;

/// <summary>What the server is and can do (contract 1.10). Versions are those of the dialect, for clients that switch on them; ours stand beside.</summary>
internal static class SystemApi
{
    private const string DialectVersion = "1.13.0";
    private const int DialectApiVersion = 31;
    private const int DialectDatabaseVersion = 6;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/system", (ServerOptions options, TypeRegistry types, IIndex index, PluginSet plugins, DimseListenerService dimse) =>
            new JsonAnswer(json => Write(json, options, types, index, plugins, dimse.EndPoint?.Port ?? options.Dicom.Port)));
        routes.MapGet("/", (HttpContext http, ServerOptions options) =>
        {
            http.Response.Headers.Vary = "Accept";
            return DescriptionApi.IsReader(http.Request) ? Results.Redirect(DescriptionApi.PagePath) : Root(options);
        });
        foreach (string empty in (string[])["/jobs", "/queries"]) routes.MapGet(empty, () => JsonAnswers.Strings([]));

        // Expanded, these are objects by name (contract 1.13).
        routes.MapGet("/peers", (HttpContext http) => http.Request.Flag("expand") ? JsonAnswer.Empty : JsonAnswers.Strings([]));
    }

    private static JsonAnswer Root(ServerOptions options) => new(json =>
    {
        json.WriteStartObject();
        json.WriteString("Docs", DescriptionApi.PagePath);
        json.WriteString("Name", options.Name);
        json.WriteString("OpenApi", DescriptionApi.DocumentPath);
        json.WriteString("Product", Product.Name);
        json.WriteString("System", "/system");
        json.WriteString("Version", Product.Version);
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, ServerOptions options, TypeRegistry types, IIndex index, PluginSet plugins, int dicomPort)
    {
        json.WriteStartObject();
        json.WriteNumber("ApiVersion", DialectApiVersion);
        json.WriteStartObject("Capabilities");
        foreach (string capability in (string[])["HasExtendedChanges", "HasExtendedFind", "HasKeyValueStores", "HasQueues", "HasReserveQueueValue"])
        {
            json.WriteBoolean(capability, capability == "HasExtendedChanges");
        }

        json.WriteEndObject();
        json.WriteBoolean("CheckRevisions", options.Http.CheckRevisions);
        json.WriteNull("DatabaseBackendPlugin");
        json.WriteString("DatabaseServerIdentifier", "");
        json.WriteNumber("DatabaseVersion", DialectDatabaseVersion);
        json.WriteString("DicomAet", options.Dicom.AeTitle);
        json.WriteString("DicomDefaultRetrieveMethod", "C-MOVE");
        json.WriteNumber("DicomPort", dicomPort);
        json.WriteBoolean("HasLabels", true);
        json.WriteNumber("HttpPort", options.Http.Port);
        json.WriteString("IngestTranscoding", "");
        json.WriteBoolean("IsHttpServerSecure", options.Http.Certificate.Length > 0);
        WriteMainTags(json);
        json.WriteNumber("MaximumPatientCount", options.Storage.MaximumPatients);
        json.WriteString("MaximumStorageMode", options.Storage.MaximumMode.ToString());
        json.WriteNumber("MaximumStorageSize", options.Storage.MaximumSize >> 20);
        json.WriteString("Name", options.Name);
        json.WriteBoolean("OverwriteInstances", options.Storage.Duplicates == DuplicatePolicy.Replace);
        json.WriteString("OverwriteInstancesMode", options.Storage.Duplicates == DuplicatePolicy.Replace ? "Always" : "Never");
        json.WriteBoolean("PatientLevelEnabled", true);
        json.WriteStartObject("Performance");
        json.WriteEndObject();
        json.WriteBoolean("PluginsEnabled", plugins.Plugins.Count > 0);
        json.WriteString("Product", Product.Name);
        json.WriteString("ProductVersion", Product.Version);
        json.WriteBoolean("ReadOnly", false);
        json.WriteNumber("SchemaVersion", index.SchemaVersion);
        json.WriteNull("StorageAreaPlugin");
        json.WriteBoolean("StorageCompression", options.Storage.Compression != AttachmentPacs.Storage.Compression.None);
        json.WriteBoolean("StoreMD5ForAttachments", options.Storage.Md5);
        json.WriteStartObject("ThirdPartyPatches");
        json.WriteEndObject();
        json.WriteStartObject("ThirdPartyVersions");
        json.WriteEndObject();
        json.WriteStartObject("UserMetadata");
        foreach ((string name, int number) in types.UserMetadata.OrderBy(each => each.Key, StringComparer.Ordinal)) json.WriteNumber(name, number);
        json.WriteEndObject();
        json.WriteString("Version", DialectVersion);
        json.WriteEndObject();
    }

    private static void WriteMainTags(Utf8JsonWriter json)
    {
        json.WriteStartObject("MainDicomTags");
        foreach (ResourceLevel level in Levels.All.OrderBy(each => each.ToString(), StringComparer.Ordinal))
        {
            json.WriteString(level.ToString(), string.Join(';', MainTags.Of(level).ToArray().Select(tag => TagText.Format(tag))));
        }

        json.WriteEndObject();
    }
}

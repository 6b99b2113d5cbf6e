using System.Text.Json.Nodes;
using AttachmentPacs.Core.Modalities;
using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi;

/// <summary>The schemas of a remote Application Entity.</summary>
internal static class ModalitySchema
{
    private static readonly string[] Required = ["AET", "Host", "Port"];

    /// <summary>As it is answered: all is there.</summary>
    public static JsonObject Of() => Object("A modality", Fields());

    /// <summary>As it is put: what may be left out has a default.</summary>
    public static JsonObject New() => Object(
        "A modality to be: permissions that are left out are given", [.. Fields().Select(field => Required.Contains(field.Name) ? field : (field.Name + "?", field.Type))]);

    private static (string Name, JsonObject Type)[] Fields() =>
    [
        ("AET", Text("AE title")), ("Addresses", Schema.Array(Text("IP address, or network as in 10.1.0.0/16"))), ("AllowEcho", Boolean()),
        ("AllowEventReport", Boolean("Storage commitment, as AllowNAction")), ("AllowFind", Boolean()), ("AllowFindWorklist", Boolean()), ("AllowGet", Boolean()),
        ("AllowMove", Boolean()), ("AllowNAction", Boolean()), ("AllowStorageCommitment", Boolean()), ("AllowStore", Boolean()), ("AllowTranscoding", Boolean()),
        ("Host", Text("Host name or IP address")), ("LocalAet", Text("AE title by which we call it; empty: our own")),
        ("Manufacturer", OneOfWords(Manufacturers.All)), ("Port", Integer()), ("RetrieveMethod", OneOfWords("SystemDefault", "C-MOVE", "C-GET")),
        ("Timeout", Integer("In seconds; 0: Dicom:DimseTimeout")), ("UseDicomTls", Boolean()),
    ];
}

using System.Text.Json.Nodes;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi;

/// <summary>The named schemas of the document: what requests and answers are made of.</summary>
internal static class Schemas
{
    private const string IdPattern = "^[0-9a-f]{8}(-[0-9a-f]{8}){4}$";
    private const string DatePattern = "^[0-9]{8}T[0-9]{6}$";

    public static JsonObject All() => new()
    {
        ["ResourceId"] = Text("The id of a patient, study, series or instance", IdPattern, "1839af36-054bd377-3ef0aec7-64019f17-d7a7c6a4"),
        ["Level"] = OneOfWords(Levels.All.Select(level => level.ToString())),
        ["Date"] = Text("UTC", DatePattern, "20260131T235959"),
        ["Md5"] = Text("32 hexadecimal digits; empty if none is kept", "^([0-9a-f]{32})?$"),
        ["Bytes"] = Text("A number of bytes, in decimal digits", "^[0-9]+$"),
        ["Empty"] = Object("The empty object"),
        ["Error"] = Error(),
        ["Tags"] = Map(AnyOf(Text(), Ref("FullTag")), "Tags by name, or by gggg,eeee with short or full; objects with full"),
        ["FullTag"] = FullTag(),
        ["DataSet"] = Map(Ref("FullTag"), "Tags by gggg,eeee"),
        ["SimpleDataSet"] = SimpleDataSet(),
        ["Patient"] = Patient(),
        ["Study"] = Study(),
        ["Series"] = Series(),
        ["Instance"] = Instance(),
        ["AttachmentInfo"] = AttachmentInfo(),
        ["UploadResult"] = UploadResult(),
        ["UploadReport"] = Object("What became of many files", ("Instances", Schema.Array(Ref("UploadResult"))), ("Skipped", Schema.Array(Ref("SkippedMember")))),
        ["SkippedMember"] = Object("A member of an archive or a form that was not stored", ("Index", Integer()), ("Name", Text()), ("Reason", Text())),
        ["DeleteResult"] = Object("What is left above what was deleted", ("RemainingAncestor", OrNull(Ref("FoundResource")))),
        ["FoundResource"] = Object("A resource", ("ID", Ref("ResourceId")), ("Path", Text()), ("Type", Ref("Level"))),
        ["BulkDelete"] = BulkDelete(),
        ["Count"] = Count(),
        ["CountResult"] = Object("A number of resources", ("Count", Integer())),
        ["ChangePage"] = ChangePage(),
        ["Change"] = Change(),
        ["Webhook"] = Webhook(),
        ["ExportPage"] = Object("A page of the export log", ("Exports", Schema.Array(Ref("Export"))), ("Done", Boolean()), ("Last", Integer())),
        ["Export"] = Export(),
        ["Modality"] = ModalitySchema.Of(),
        ["NewModality"] = ModalitySchema.New(),
        ["Association"] = AssociationSchema.One(),
        ["AssociationList"] = AssociationSchema.List(),
        ["Statistics"] = Statistics(),
        ["ResourceStatistics"] = ResourceStatistics(),
        ["StorageCommitment"] = Catalogue.CommitmentOperations.Schema(),
        ["Root"] = Object("Name and version", ("Docs", Text()), ("Name", Text()), ("OpenApi", Text()), ("Product", Text()), ("System", Text()), ("Version", Text())),
        ["System"] = SystemSchema.Of(),
        ["Plugin"] = Object("A plugin", ("Description", Text()), ("ExtendsOrthancExplorer", Boolean()), ("ID", Text()), ("IsSuspended", Boolean("It does not answer, and is asked once a minute only")), ("Version", Text())),
        ["Health"] = Object("Of the process, or of its parts", ("Parts?", Map(Text("ok, or what is wrong"))), ("Status", OneOfWords("live", "ready", "not ready"))),
    };

    private static JsonObject Error() => Object(
        "What went wrong",
        ("Details?", Text("What happened, to what, and what to do")), ("HttpError", Text()), ("HttpStatus", Integer()), ("Message", Text()),
        ("Method", Text()), ("OrthancError", Text()), ("OrthancStatus", Integer("The dialect's number of the error")), ("Uri", Text()),
        ("Instances?", Schema.Array(Ref("UploadResult"))), ("Skipped?", Schema.Array(Ref("SkippedMember"))));

    private static JsonObject FullTag() => Object(
        "A tag with its name; Value is text, null, or an array of data sets (Sequence)",
        ("Name", Text()), ("PrivateCreator?", Text()), ("Type", OneOfWords("String", "Null", "TooLong", "Sequence")),
        ("Value", AnyOf(Text(), new JsonObject { ["type"] = "null" }, Schema.Array(Ref("DataSet")))));

    private static JsonObject SimpleDataSet() => Map(
        AnyOf(Text(), new JsonObject { ["type"] = "null" }, Schema.Array(Ref("SimpleDataSet"))), "Values by name, or by gggg,eeee with short");

    private static JsonObject Patient() => Resource("Patient", ("IsProtected?", Boolean()), ("IsStable?", Boolean()), ("LastUpdate?", Ref("Date")), ("Studies?", Ids()));

    private static JsonObject Study() => Resource(
        "Study", ("IsStable?", Boolean()), ("LastUpdate?", Ref("Date")), ("ParentPatient?", Ref("ResourceId")),
        ("PatientMainDicomTags?", Ref("Tags")), ("Series?", Ids()));

    private static JsonObject Series() => Resource(
        "Series", ("ExpectedNumberOfInstances?", OrNull(Integer())), ("Instances?", Ids()), ("IsStable?", Boolean()), ("LastUpdate?", Ref("Date")),
        ("ParentStudy?", Ref("ResourceId")), ("Status?", OneOfWords("Unknown", "Missing", "Complete", "Inconsistent")));

    private static JsonObject Instance() => Resource(
        "Instance", ("FileSize?", Integer()), ("FileUuid?", Text()), ("IndexInSeries?", OrNull(Integer())), ("ParentSeries?", Ref("ResourceId")));

    // What all four have; the level's own stands beside it. Only ID and Type are there whatever response-content asks for.
    private static JsonObject Resource(string type, params (string Name, JsonObject Type)[] own) => Object(
        $"A resource of the level {type}",
        [
            ("ID", Ref("ResourceId")), ("Type", OneOfWords(type)), .. own, ("AnonymizedFrom?", Text()), ("ModifiedFrom?", Text()),
            ("Attachments?", Schema.Array(Ref("AttachmentInfo"))), ("Labels?", Schema.Array(Text())), ("MainDicomTags?", Ref("Tags")),
            ("Metadata?", Map(Text())), ("RequestedTags?", Ref("Tags")),
        ]);

    private static JsonObject Ids() => Schema.Array(Ref("ResourceId"));

    private static JsonObject AttachmentInfo() => Object(
        "An attachment: sizes in bytes, hashes of the content and of the bytes as they are stored",
        ("CompressedMD5", Ref("Md5")), ("CompressedSize", Integer()), ("ContentType", Integer("The attachment's number")),
        ("Damaged?", Boolean("A read found it bad")), ("UncompressedMD5", Ref("Md5")), ("UncompressedSize", Integer()), ("Uuid", Text()));

    private static JsonObject UploadResult() => Object(
        "What became of one DICOM file",
        ("ID?", Ref("ResourceId")), ("ParentPatient?", Ref("ResourceId")), ("ParentSeries?", Ref("ResourceId")), ("ParentStudy?", Ref("ResourceId")),
        ("Path?", Text()), ("Reason?", Text("Why it was filtered out")), ("Status", OneOfWords("Success", "AlreadyStored", "FilteredOut", "Failure")));

    private static JsonObject BulkDelete() => Object(
        "What to delete",
        ("Resources", Schema.Array(AnyOf(Ref("ResourceId"), Object("A resource", ("ID", Ref("ResourceId")), ("Level?", Ref("Level")))))));

    private static JsonObject Count() => Object(
        "What to count",
        ("Level", Ref("Level")), ("Query?", Map(Text())), ("Labels?", Schema.Array(Text())),
        ("LabelsConstraint?", OneOfWords("All", "Any", "None")), ("MetadataQuery?", Map(Text())),
        ("ParentPatient?", Text()), ("ParentStudy?", Text()), ("ParentSeries?", Text()));

    private static JsonObject ChangePage() => Object(
        "A page of the change log",
        ("Changes", Schema.Array(Ref("Change"))), ("Done", Boolean("Nothing comes after it today")), ("First?", Integer()),
        ("Last", Integer("Where to go on: the next page's since")));

    private static JsonObject Change() => Object(
        "A row of the change log",
        ("ChangeType", OneOfWords(Enum.GetNames<ChangeType>())), ("Date", Ref("Date")), ("ID", Ref("ResourceId")), ("Path", Text()),
        ("ResourceType", Ref("Level")), ("Seq", Integer()));

    private static JsonObject Export() => Object(
        "A row of the export log",
        ("Date", Ref("Date")), ("ID", Ref("ResourceId")), ("Path", Text()), ("PatientID", Text()), ("RemoteModality", Text()), ("ResourceType", Ref("Level")),
        ("SOPInstanceUID?", Text()), ("Seq", Integer()), ("SeriesInstanceUID?", Text()), ("StudyInstanceUID?", Text()));

    private static JsonObject Webhook() => Object(
        "How a webhook fares",
        ("Failures", Integer("In a row up to now")), ("IsStopped", Boolean("Its receiver wants no more, until the next start; or it is not configured")),
        ("Lag", Integer("Changes it is not done with yet")), ("LastFailure", OrNull(Ref("Date"))), ("LastProblem", OrNull(Text())),
        ("LastSuccess", OrNull(Ref("Date"))), ("Name", Text()), ("Position", Integer("Of the last change it is done with; -1 before it has begun")), ("Url", OrNull(Text("Null if it is configured no longer"))));

    private static JsonObject Statistics() => Object(
        "Counters of the whole store",
        [
            ("CountInstances", Integer()), ("CountPatients", Integer()), ("CountSeries", Integer()), ("CountStudies", Integer()),
            .. Size("TotalDiskSize"), .. Size("TotalUncompressedSize"),
        ]);

    private static JsonObject ResourceStatistics() => Object(
        "Counters of one resource",
        [
            ("CountInstances?", Integer()), ("CountSeries?", Integer()), ("CountStudies?", Integer()),
            .. Size("DicomDiskSize"), .. Size("DicomUncompressedSize"), .. Size("DiskSize"), .. Size("UncompressedSize"),
        ]);

    private static (string Name, JsonObject Type)[] Size(string name) => [(name, Ref("Bytes")), (name + "MB", Integer("In MiB"))];
}

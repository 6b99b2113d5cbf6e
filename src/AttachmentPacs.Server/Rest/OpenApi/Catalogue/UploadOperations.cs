using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi.Catalogue;

/// <summary>Storing instances.</summary>
internal static class UploadOperations
{
    public static IEnumerable<Operation> All()
    {
        yield return new Operation("POST", "/instances", "uploadInstances", "Instances", "Stores DICOM files")
            .Explains("The body's own first bytes tell what it is: a DICOM file, a ZIP archive of them or, with its media type, a form. "
                + "When this is answered, what it says is stored is on the medium and in the index.")
            .Flag("report", "Of an archive or a form: what was stored, and what was not and why")
            .Takes("ContentEncoding", "ContentDigest", "ContentMd5")
            .Body(
                "One DICOM file, or many of them in an archive or a form",
                ("application/dicom", Binary()), ("application/octet-stream", Binary()), ("application/zip", Binary()),
                ("multipart/form-data", Object("Files, under any name", ("file?", Schema.Array(Binary())))))
            .AnswersJson(
                "What became of the file; of an archive an array; of a form nothing; of both, with report, the whole report",
                AnyOf(Ref("UploadResult"), Schema.Array(Ref("UploadResult")), Ref("UploadReport")), "Skipped-Members")
            .Fails(400, 404, 409, 415, 507);
    }
}

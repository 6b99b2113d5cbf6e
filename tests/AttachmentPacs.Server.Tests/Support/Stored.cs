namespace AttachmentPacs.Server.Tests.Support;

/// <summary>An instance that has been stored: its four ids, its bytes.</summary>
internal sealed record Stored(string Patient, string Study, string Series, string Id, byte[] File)
{
    public static Stored Of(Reply reply, byte[] file) =>
        new(reply.Field("ParentPatient"), reply.Field("ParentStudy"), reply.Field("ParentSeries"), reply.Field("ID"), file);

    public string Path => $"/instances/{Id}";

    /// <summary>Paths of the four levels.</summary>
    public string[] Levels => [$"/patients/{Patient}", $"/studies/{Study}", $"/series/{Series}", Path];

    public string Attachment(string name) => $"{Path}/attachments/{name}";
}

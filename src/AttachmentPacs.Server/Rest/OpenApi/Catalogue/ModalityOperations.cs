using static AttachmentPacs.Server.Rest.OpenApi.Schema;

namespace AttachmentPacs.Server.Rest.OpenApi.Catalogue;

/// <summary>Remote Application Entities.</summary>
internal static class ModalityOperations
{
    private const string Tag = "Modalities";
    private const string Path = "/modalities/{id}";

    public static IEnumerable<Operation> All()
    {
        yield return new Operation("GET", "/associations", "listAssociations", Tag, "The associations that stand, and totals since the start")
            .AnswersJson("Those that others have opened", Ref("AssociationList"));
        yield return new Operation("GET", "/modalities", "listModalities", Tag, "The modalities").Flag("expand", "Their configurations by name instead of names")
            .AnswersJson("Names; with expand, an object by name", AnyOf(Schema.Array(Text()), Map(Ref("Modality"))));
        yield return new Operation("GET", Path, "getModality", Tag, "What can be asked of a modality").AnswersJson("The routes below it", Schema.Array(Text()));
        yield return new Operation("GET", Path + "/configuration", "getModalityConfiguration", Tag, "How a modality is called, and what it may do")
            .AnswersJson("Its configuration", Ref("Modality"));
        yield return new Operation("PUT", Path, "putModality", Tag, "Adds or replaces a modality").Explains("Durable, and holds at once.")
            .Body("[AET, Host, Port, Manufacturer], the last of which may be left out, or an object", ("application/json", AnyOf(ShortForm(), Ref("NewModality"))))
            .AnswersEmpty("It holds").Fails(400, 403);
        yield return new Operation("DELETE", Path, "deleteModality", Tag, "Deletes a modality").AnswersEmpty("It is gone").Fails(403);
    }

    private static System.Text.Json.Nodes.JsonObject ShortForm() => Schema.Array(AnyOf(Text(), Integer()));
}

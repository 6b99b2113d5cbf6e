using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Core.Quota;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>Deletion and protection (contract 1.11). Files go later, with the collector.</summary>
internal static class DeletionApi
{
    public static void Map(IEndpointRouteBuilder routes, ResourceLevel level) =>
        routes.MapDelete($"/{level.Collection()}/{{id}}", (string id, HttpContext http, IIndex index) => DeleteAsync(level, id, http, index));

    public static void MapProtection(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/patients/{id}/protected", async (string id, HttpContext http, IIndex index) =>
        {
            ResourceRow patient = await index.RequireAsync(ResourceLevel.Patient, id, http.RequestAborted).ConfigureAwait(false);
            return TextAnswer.Of(patient.IsProtected ? 1 : 0);
        });
        routes.MapPut("/patients/{id}/protected", async (string id, HttpContext http, IIndex index, StorageQuota quota) =>
        {
            ResourceRow patient = await index.RequireAsync(ResourceLevel.Patient, id, http.RequestAborted).ConfigureAwait(false);
            bool isProtected = QueryArguments.Boolean(await http.ReadTextAsync(64, "A boolean").ConfigureAwait(false));
            WriteOutcome outcome = await quota.SetProtectedAsync(patient.Id, isProtected, http.RequestAborted).ConfigureAwait(false);
            return outcome.IsDone ? EmptyAnswer.Ok : EmptyAnswer.NotFound;
        }).Needs(Role.Admin);
    }

    private static async Task<IResult> DeleteAsync(ResourceLevel level, string id, HttpContext http, IIndex index)
    {
        if (!ResourceId.TryParse(id, out ResourceId parsed)) return EmptyAnswer.NotFound;
        DeleteOutcome outcome = await index.DeleteAsync(parsed, level, http.RequestAborted).ConfigureAwait(false);
        if (!outcome.Found) return EmptyAnswer.NotFound;
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            if (outcome.RemainingAncestor is { } ancestor)
            {
                json.WriteStartObject("RemainingAncestor");
                json.WriteString("ID", ancestor.Id.ToString());
                json.WriteString("Path", Levels.PathOf(ancestor.Level, ancestor.Id));
                json.WriteString("Type", ancestor.Level.ToString());
                json.WriteEndObject();
            }
            else
            {
                json.WriteNull("RemainingAncestor");
            }

            json.WriteEndObject();
        });
    }
}

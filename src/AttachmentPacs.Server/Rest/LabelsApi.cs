using System.Text.RegularExpressions;
using AttachmentPacs.Dicom.Identity;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Rest.Dialect;

namespace AttachmentPacs.Server.Rest;

/// <summary>Labels of the four levels (contract 1.4).</summary>
internal static partial class LabelsApi
{
    public static void Map(IEndpointRouteBuilder routes, ResourceLevel level)
    {
        RouteGroupBuilder group = routes.MapGroup($"/{level.Collection()}/{{id}}/labels");
        group.MapGet("", async (string id, HttpContext http, IIndex index) =>
            JsonAnswers.Strings(await OfAsync(level, id, http, index).ConfigureAwait(false)));
        group.MapGet("/{label}", async (string id, string label, HttpContext http, IIndex index) =>
            (await OfAsync(level, id, http, index).ConfigureAwait(false)).Contains(Checked(label)) ? EmptyAnswer.Ok : EmptyAnswer.NotFound);
        group.MapPut("/{label}", async (string id, string label, HttpContext http, IIndex index) =>
        {
            ResourceRow resource = await index.RequireAsync(level, id, http.RequestAborted).ConfigureAwait(false);
            return Answer(await index.AddLabelAsync(resource.Id, Checked(label), http.RequestAborted).ConfigureAwait(false), level, id, label);
        });
        group.MapDelete("/{label}", async (string id, string label, HttpContext http, IIndex index) =>
        {
            ResourceRow resource = await index.RequireAsync(level, id, http.RequestAborted).ConfigureAwait(false);
            return Answer(await index.RemoveLabelAsync(resource.Id, Checked(label), http.RequestAborted).ConfigureAwait(false), level, id, label);
        });
    }

    private static async Task<IReadOnlyList<string>> OfAsync(ResourceLevel level, string id, HttpContext http, IIndex index)
    {
        ResourceRow resource = await index.RequireAsync(level, id, http.RequestAborted).ConfigureAwait(false);
        return await index.LabelsAsync(resource.Key, http.RequestAborted).ConfigureAwait(false);
    }

    private static string Checked(string label) => Allowed().IsMatch(label)
        ? label
        : throw new RestException(OrthancError.BadRequest, $"\"{label}\" is no label: expected 1 to 64 characters of A-Z, a-z, 0-9, _ and -");

    private static IResult Answer(WriteOutcome outcome, ResourceLevel level, string id, string label) =>
        outcome.IsDone ? EmptyAnswer.Ok : Preconditions.Refuse(outcome, level, id, label);

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Allowed();
}

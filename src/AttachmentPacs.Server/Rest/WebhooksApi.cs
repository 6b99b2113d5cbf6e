using System.Text.Json;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Changes;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Index;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Webhooks;

namespace AttachmentPacs.Server.Rest;

/// <summary>How the webhooks fare. For administrators: the path of an address may be all that a receiver asks for.</summary>
internal static class WebhooksApi
{
    private static readonly ConsumerStatus Absent = new();

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/webhooks", ListAsync).Needs(Role.Admin);
        routes.MapDelete("/webhooks/{name}", ForgetAsync).Needs(Role.Admin);
    }

    private static async Task<IResult> ListAsync(HttpContext http, WebhookService webhooks, IIndex index)
    {
        IReadOnlyDictionary<string, long> consumers = await index.ConsumersAsync(http.RequestAborted).ConfigureAwait(false);
        return new JsonAnswer(json =>
        {
            json.WriteStartArray();
            foreach (Webhook webhook in webhooks.All) Write(json, webhook.Name, webhook.ShownUrl, webhook.Reader.Status, webhook.Reader.Lag);
            foreach (string name in webhooks.Left(consumers.Keys))
            {
                long position = consumers[WebhookService.ConsumerOf(name)];
                Write(json, name, null, Absent with { Position = position, IsStopped = true }, index.LastSequence - position);
            }

            json.WriteEndArray();
        });
    }

    private static async Task<IResult> ForgetAsync(HttpContext http, WebhookService webhooks, Archive archive, string name)
    {
        if (webhooks.All.Any(each => each.Name == name))
        {
            throw new RestException(OrthancError.ForbiddenAccess, $"Webhook {name} is configured: take it out of Webhooks and restart, then it can be forgotten");
        }

        return await archive.Changes.ForgetAsync(WebhookService.ConsumerOf(name), http.RequestAborted).ConfigureAwait(false)
            ? EmptyAnswer.Ok
            : throw new RestException(OrthancError.UnknownResource, $"There is no webhook {name}");
    }

    private static void Write(Utf8JsonWriter json, string name, string? url, ConsumerStatus status, long lag)
    {
        json.WriteStartObject();
        json.WriteNumber("Failures", status.Failures);
        json.WriteBoolean("IsStopped", status.IsStopped);
        json.WriteNumber("Lag", lag);
        json.WriteString("LastFailure", Format(status.LastFailure));
        json.WriteString("LastProblem", status.LastProblem);
        json.WriteString("LastSuccess", Format(status.LastSuccess));
        json.WriteString("Name", name);
        json.WriteNumber("Position", status.Position);
        json.WriteString("Url", url);
        json.WriteEndObject();
    }

    // A JSON null if it never was.
    private static string? Format(DateTimeOffset? date) => date is { } known ? OrthancDate.Format(known) : null;
}

using System.Text.Json;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Changes;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Server.Access;
using AttachmentPacs.Server.Rest.Dialect;
using AttachmentPacs.Server.Webhooks;

namespace AttachmentPacs.Server.Rest;

/// <summary>How the webhooks fare. For administrators: the path of an address may be all that a receiver asks for.</summary>
internal static class WebhooksApi
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/webhooks", (WebhookService webhooks) => new JsonAnswer(json =>
        {
            json.WriteStartArray();
            foreach (Webhook webhook in webhooks.All) Write(json, webhook);
            json.WriteEndArray();
        })).Needs(Role.Admin);

    private static void Write(Utf8JsonWriter json, Webhook webhook)
    {
        ConsumerStatus status = webhook.Reader.Status;
        json.WriteStartObject();
        json.WriteNumber("Failures", status.Failures);
        json.WriteBoolean("IsStopped", status.IsStopped);
        json.WriteNumber("Lag", webhook.Reader.Lag);
        json.WriteString("LastFailure", Format(status.LastFailure));
        json.WriteString("LastProblem", status.LastProblem);
        json.WriteString("LastSuccess", Format(status.LastSuccess));
        json.WriteString("Name", webhook.Name);
        json.WriteNumber("Position", status.Position);
        json.WriteString("Url", webhook.ShownUrl);
        json.WriteEndObject();
    }

    // A JSON null if it never was.
    private static string? Format(DateTimeOffset? date) => date is { } known ? OrthancDate.Format(known) : null;
}

using AttachmentPacs.Core.Changes;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Webhooks;

/// <summary>A receiver and its place in the change log.</summary>
/// <param name="Name">As in the configuration.</param>
/// <param name="ShownUrl">Where it is, without what may be secret: user, query, fragment.</param>
/// <param name="Options">As configured.</param>
/// <param name="Reader">Brings it the changes.</param>
internal sealed record Webhook(string Name, string ShownUrl, WebhookOptions Options, ChangeReader Reader);

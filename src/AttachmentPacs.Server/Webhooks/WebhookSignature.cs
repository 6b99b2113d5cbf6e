using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AttachmentPacs.Core.Access;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Webhooks;

/// <summary>Signs a message as Standard Webhooks has it: HMAC-SHA256 of <c>id.timestamp.body</c>, once with each secret.</summary>
internal sealed class WebhookSignature
{
    private readonly byte[][] _keys;

    public WebhookSignature(WebhookOptions options) =>
        _keys = [.. new[] { options.Secret, options.PreviousSecret }.Where(secret => secret.Length > 0).Select(WebhookSecret.KeyOf)];

    /// <summary>Sets the three headers; without a secret, two.</summary>
    public void Sign(HttpRequestMessage request, string id, DateTimeOffset date, ReadOnlySpan<byte> body)
    {
        string timestamp = date.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        if (_keys.Length == 0) return;
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{id}.{timestamp}."), .. body];
        request.Headers.Add("webhook-signature", string.Join(' ', _keys.Select(key => "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)))));
    }
}

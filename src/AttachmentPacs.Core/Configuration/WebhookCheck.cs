using AttachmentPacs.Core.Access;

namespace AttachmentPacs.Core.Configuration;

/// <summary>What webhooks need to work, and not to tell strangers.</summary>
internal static class WebhookCheck
{
    private const int MaxName = 64;
    private const int MaxBatch = 10_000;

    private static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(10);

    public static void Check(Dictionary<string, WebhookOptions> webhooks, Action<bool, string> require)
    {
        foreach ((string name, WebhookOptions webhook) in webhooks)
        {
            string key = $"Webhooks:{name}";
            require(
                name.Length is > 0 and <= MaxName && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'),
                $"{key}: a name has 1 to {MaxName} letters, digits, - and _");
            CheckUrl(key, webhook, require);
            foreach ((string secret, string text) in ((string, string)[])[(webhook.Secret, "Secret"), (webhook.PreviousSecret, "PreviousSecret")])
            {
                require(
                    secret.Length == 0 || WebhookSecret.IsUsable(secret),
                    $"{key}:{text} is too short or no base64: expected whsec_ and {WebhookSecret.MinLength} bytes or more in base64, as \"whsec_$(openssl rand -base64 32)\" makes it, or {WebhookSecret.MinLength} characters or more");
            }

            require(webhook.PreviousSecret.Length == 0 || webhook.Secret.Length > 0, $"{key}:PreviousSecret is set, but Secret is empty: set the new one, too");
            require(webhook.MaxBatch is > 0 and <= MaxBatch, $"{key}:MaxBatch is {webhook.MaxBatch}: expected 1 to {MaxBatch}");
            require(
                webhook.Timeout > TimeSpan.Zero && webhook.Timeout <= MaxTimeout, $"{key}:Timeout is {webhook.Timeout}: expected a positive time of at most {MaxTimeout}");
        }
    }

    // The address is not repeated: it may hold a password.
    private static void CheckUrl(string key, WebhookOptions webhook, Action<bool, string> require)
    {
        bool isHttp = Uri.TryCreate(webhook.Url, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);
        require(isHttp, $"{key}:Url is no http or https address: expected one as in https://receiver.example/changes");
        if (!isHttp) return;
        require(
            url!.Scheme == Uri.UriSchemeHttps || url.IsLoopback || webhook.AllowInsecure,
            $"{key}:Url sends to another machine without TLS: use https, or set {key}:AllowInsecure=true if the network between is trusted");
        require(
            webhook.CertificateAuthority.Length == 0 || url.Scheme == Uri.UriSchemeHttps,
            $"{key}:CertificateAuthority is set, but Url is no https address: correct one of them");
    }
}

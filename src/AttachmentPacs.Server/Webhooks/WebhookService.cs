using AttachmentPacs.Core;
using AttachmentPacs.Core.Changes;
using AttachmentPacs.Core.Configuration;

namespace AttachmentPacs.Server.Webhooks;

/// <summary>Runs the webhooks beside the requests, each by itself: one that is dead holds up neither the others, nor the start, nor the stop.</summary>
internal sealed class WebhookService : BackgroundService
{
    private const string Prefix = "webhook:";

    private readonly List<WebhookSender> _senders = [];
    private readonly ILogger _log;

    /// <exception cref="IOException">A file that the configuration names cannot be used.</exception>
    public WebhookService(Archive archive, ServerOptions options, TimeProvider time, ILogger<WebhookService> log)
    {
        _log = log;
        All = [.. options.Webhooks.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => Subscribe(each.Key, each.Value, options.Name, archive, time))];
    }

    /// <summary>All that are configured, by name.</summary>
    public IReadOnlyList<Webhook> All { get; }

    /// <summary>Name of a webhook among the consumers of the change log.</summary>
    public static string ConsumerOf(string name) => Prefix + name;

    /// <summary>Names of webhooks among the consumers that are configured no longer.</summary>
    public IEnumerable<string> Left(IEnumerable<string> consumers) => consumers
        .Where(consumer => consumer.StartsWith(Prefix, StringComparison.Ordinal)).Select(consumer => consumer[Prefix.Length..])
        .Except(All.Select(webhook => webhook.Name)).Order(StringComparer.Ordinal);

    public override void Dispose()
    {
        base.Dispose();
        foreach (WebhookSender sender in _senders) sender.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (Webhook webhook in All)
        {
            _log.WebhookServed(webhook.Name, webhook.ShownUrl);
            if (webhook.Options.Secret.Length == 0) _log.WebhookUnsigned(webhook.Name);
        }

        return Task.WhenAll(All.Select(webhook => webhook.Reader.RunAsync(stoppingToken)));
    }

    private Webhook Subscribe(string name, WebhookOptions options, string archiveName, Archive archive, TimeProvider time)
    {
        var sender = new WebhookSender(archiveName, name, options, archive.Index, time);
        _senders.Add(sender);
        var subscription = new ChangeSubscription(ConsumerOf(name))
        {
            Types = options.Events, Levels = options.Levels, FromBeginning = options.From == WebhookStart.Beginning, MaxBatch = options.MaxBatch,
        };
        string shown = new Uri(options.Url).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return new Webhook(name, shown, options, archive.Changes.Subscribe(subscription, sender.SendAsync));
    }
}

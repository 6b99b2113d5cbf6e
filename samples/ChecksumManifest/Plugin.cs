using AttachmentPacs.Plugins;

namespace ChecksumManifest;

/// <summary>
/// Keeps the checksums of a series' DICOM files as its attachment 1100, in the form that <c>sha256sum</c> writes. Follows the change log: a series is
/// looked at when an instance of it comes or goes, and when it has become stable.
/// </summary>
public sealed class Plugin : IPlugin, IChangeListener
{
    /// <summary>Number of the attachment.</summary>
    public const int Manifest = 1100;

    private IPluginHost? _host;

    /// <inheritdoc/>
    public PluginInfo Info { get; } = new("Keeps a manifest of SHA-256 checksums with each series", "1.0")
    {
        Attachments = [new AttachmentName(Manifest, "checksum-manifest", "text/plain")],
    };

    private IPluginHost Host => _host ?? throw new InvalidOperationException("The plugin has not been started.");

    /// <inheritdoc/>
    public Task StartAsync(IPluginHost host, CancellationToken cancellationToken)
    {
        _host = host;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task OnChangesAsync(IReadOnlyList<ArchiveChange> changes, CancellationToken cancellationToken)
    {
        // Of a hundred new instances of one series, one manifest is made.
        HashSet<string> touched = [];
        foreach (ArchiveChange change in changes)
        {
            string? series = change switch
            {
                { Kind: "NewInstance" } => (await Host.Archive.FindAsync(change.Id, cancellationToken).ConfigureAwait(false))?.Parent,
                { Kind: "Deleted", Level: ResourceLevel.Instance } => change.Parent,
                { Kind: "StableSeries" } => change.Id,
                _ => null,
            };
            if (series is not null) touched.Add(series);
        }

        foreach (string series in touched) await UpdateAsync(series, cancellationToken).ConfigureAwait(false);
    }

    // Changes come at least once: what is there already is not written again. The revision keeps a manifest of two servers from mixing.
    private async Task UpdateAsync(string series, CancellationToken cancellationToken)
    {
        if (await Host.Archive.FindAsync(series, cancellationToken).ConfigureAwait(false) is not { Level: ResourceLevel.Series }) return;
        byte[] manifest = await SeriesManifest.MakeAsync(Host.Archive, series, cancellationToken).ConfigureAwait(false);
        ArchiveAttachment? old = (await Host.Archive.AttachmentsAsync(series, cancellationToken).ConfigureAwait(false)).FirstOrDefault(each => each.Type == Manifest);
        if (old is not null && old.Sha256 == SeriesManifest.Checksum(manifest)) return;

        using var content = new MemoryStream(manifest);
        Expected expected = old is null ? Expected.Absent : Expected.At(old.Revision);
        WriteResult result = await Host.Archive.WriteAsync(series, [ArchiveWrite.PutAttachment(Manifest, content, expected)], cancellationToken).ConfigureAwait(false);

        // A series that has gone needs none; any other refusal is tried again with this change.
        if (result.Status is not (WriteStatus.Done or WriteStatus.UnknownResource)) throw new InvalidOperationException($"The manifest of series {series} was changed by somebody else: {result.Status}");
    }
}

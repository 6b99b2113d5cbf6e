using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Index;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Core.Modalities;

/// <summary>How a deletion of a modality ended.</summary>
public enum ModalityDeletion
{
    /// <summary>Done. If the configuration has one of that name, it holds again.</summary>
    Deleted,

    /// <summary>There is none of that name.</summary>
    Unknown,

    /// <summary>It stands in the configuration, where alone it can be removed.</summary>
    Configured,
}

/// <summary>
/// The modalities of the configuration (Dicom:Modalities) and of the index, which wins where both have a name. Changes are durable and hold at
/// once, for associations that are open, too. Safe for use by many threads; look-ups read memory and never wait.
/// </summary>
public sealed class ModalityRegistry : IDisposable
{
    private readonly IIndex _index;
    private readonly ILogger _log;
    private readonly Dictionary<string, Modality> _configured;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile Snapshot _now;

    private ModalityRegistry(IIndex index, Dictionary<string, Modality> configured, IEnumerable<Modality> stored, ILogger log)
    {
        (_index, _configured, _log) = (index, configured, log);
        var all = new Dictionary<string, Modality>(configured);
        foreach (Modality modality in stored) all[modality.Name] = modality;
        _now = new Snapshot(all.Values);
    }

    /// <summary>All, in ordinal order of their names.</summary>
    public IReadOnlyList<Modality> All => _now.All;

    /// <summary>Loads them. What the index keeps and cannot be read is left out and logged (1071).</summary>
    public static async Task<ModalityRegistry> OpenAsync(IIndex index, DicomOptions options, ILogger<ModalityRegistry> log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(options);
        List<Modality> stored = [];
        foreach ((string name, string definition) in await index.ModalitiesAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                using JsonDocument json = JsonDocument.Parse(definition);
                stored.Add(ModalityJson.Read(name, json.RootElement));
            }
            catch (Exception e) when (e is JsonException or InvalidDataException)
            {
                log.ModalityUnreadable(name, e.Message);
            }
        }

        return new ModalityRegistry(index, options.Modalities.ToDictionary(each => each.Key, each => Modality.Of(each.Key, each.Value)), stored, log);
    }

    /// <summary>The one of this name; null if there is none.</summary>
    public Modality? Find(string name) => _now.ByName.GetValueOrDefault(name);

    /// <summary>Those of an AE title, with regard to case, blanks around it left out: several may share one, told apart by their addresses.</summary>
    public IReadOnlyList<Modality> WithAeTitle(string title) => _now.ByAeTitle.GetValueOrDefault(AeTitles.Trim(title)) ?? [];

    /// <summary>Adds a modality, or replaces the one of its name. Returns when that is durable and holds.</summary>
    public async Task PutAsync(Modality modality, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(modality);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Not cancelled any more: index and memory must agree.
            await _index.PutModalityAsync(modality.Name, Definition(modality), CancellationToken.None).ConfigureAwait(false);
            Set(modality.Name, modality with { IsConfigured = false });
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Deletes a modality of the index. Returns when that is durable and holds.</summary>
    public async Task<ModalityDeletion> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (Find(name) is not { } modality) return ModalityDeletion.Unknown;
            if (modality.IsConfigured) return ModalityDeletion.Configured;
            await _index.DeleteModalityAsync(name, CancellationToken.None).ConfigureAwait(false);
            Set(name, _configured.GetValueOrDefault(name));
            return ModalityDeletion.Deleted;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private void Set(string name, Modality? modality)
    {
        IEnumerable<Modality> others = _now.All.Where(each => each.Name != name);
        _now = new Snapshot(modality is null ? others : others.Append(modality));
        _log.ModalityChanged(name, modality switch
        {
            null => "deleted",
            { IsConfigured: true } => "as in the configuration",
            _ => $"AE {modality.AeTitle} at {modality.Host} port {modality.Port}",
        });
    }

    private static string Definition(Modality modality)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer)) ModalityJson.Write(json, modality);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>What holds at one moment.</summary>
    private sealed class Snapshot(IEnumerable<Modality> modalities)
    {
        public Modality[] All { get; } = [.. modalities.OrderBy(each => each.Name, StringComparer.Ordinal)];

        public FrozenDictionary<string, Modality> ByName => field ??= All.ToFrozenDictionary(each => each.Name, StringComparer.Ordinal);

        public FrozenDictionary<string, Modality[]> ByAeTitle => field ??=
            All.GroupBy(each => each.AeTitle, StringComparer.Ordinal).ToFrozenDictionary(each => each.Key, each => each.ToArray(), StringComparer.Ordinal);
    }
}

using System.Globalization;
using AttachmentPacs.Core;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Storage;

namespace AttachmentPacs.Server.Health;

/// <summary>
/// Tries what the server lives by: reading and writing the index, writing a draft (which leaves no file), the free space, and whether the
/// server has started and is not stopping. The parts are tried at the same time; the whole takes <see cref="Patience"/> at most.
/// Safe for use by many threads.
/// </summary>
internal sealed class HealthProbe
{
    /// <summary>How long a part may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    // Writes are tried at most so often, however often somebody asks.
    private static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(10);

    private const string Property = "HealthProbe";

    private readonly Archive _archive;
    private readonly ServerOptions _options;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ProbedPart _index;
    private readonly ProbedPart[] _parts;

    public HealthProbe(Archive archive, ServerOptions options, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        (_archive, _options, _time, _lifetime) = (archive, options, time, lifetime);
        _index = new ProbedPart("index-read", TimeSpan.Zero, ReadIndexAsync, time);
        _parts =
        [
            _index,
            new ProbedPart("index-write", WriteEvery, WriteIndexAsync, time),
            new ProbedPart("storage", WriteEvery, WriteStorageAsync, time),
            new ProbedPart("free-space", TimeSpan.Zero, CheckSpaceAsync, time),
        ];
    }

    /// <summary>Tries every part.</summary>
    public async Task<HealthReport> CheckAsync(CancellationToken cancellationToken)
    {
        PartState[] states = await Task.WhenAll(_parts.Select(part => part.CheckAsync(Patience, cancellationToken))).ConfigureAwait(false);
        return new HealthReport([Lifetime(), .. states]);
    }

    /// <summary>Tries reading the index alone: what the service manager's watchdog judges by.</summary>
    public Task<PartState> CheckIndexAsync(TimeSpan patience, CancellationToken cancellationToken) => _index.CheckAsync(patience, cancellationToken);

    // A server that stops answers so, that load balancers send no more.
    private PartState Lifetime() => new(
        "server",
        _lifetime.ApplicationStopping.IsCancellationRequested ? "is stopping"
            : _lifetime.ApplicationStarted.IsCancellationRequested ? null
            : "has not started yet");

    private async Task ReadIndexAsync() => await _archive.Index.PropertyAsync(Property, CancellationToken.None).ConfigureAwait(false);

    private Task WriteIndexAsync() =>
        _archive.Index.SetPropertyAsync(Property, _time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture), CancellationToken.None);

    private async Task WriteStorageAsync()
    {
        string file = Path.Combine(_options.Storage.Directory, "lock");
        if (!File.Exists(file)) throw new IOException($"There is no {file}: the folder of the store was taken away or unmounted");
        await using BlobDraft draft = await _archive.Store.CreateDraftAsync(Compression.None, CancellationToken.None).ConfigureAwait(false);
        await draft.WriteAsync(new byte[1], CancellationToken.None).ConfigureAwait(false);
        await draft.CompleteAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private Task CheckSpaceAsync()
    {
        long floor = _options.Storage.MinimumFreeSpace;
        long free = Telemetry.StoreSample.SpaceOf(_options.Storage.Directory).Free;
        return free >= floor
            ? Task.CompletedTask
            : throw new IOException($"{free} bytes are free on the file system of the store, less than the {floor} of Storage:MinimumFreeSpace");
    }
}

using System.Net;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Network;

namespace AttachmentPacs.Server.DimseServices;

/// <summary>
/// The DIMSE door: open while the server serves, if Dicom:Enabled. A stop begins with it, as with the other door: both have the whole of the stop's
/// time for what is under way.
/// </summary>
internal sealed class DimseListenerService(ServerOptions options, ApplicationEntity entity, TimeProvider time, ILoggerFactory logs) : IHostedLifecycleService, IAsyncDisposable
{
    private AssociationListener? _listener;
    private Task _stopping = Task.CompletedTask;

    /// <summary>Where it listens; null if it does not.</summary>
    public IPEndPoint? EndPoint => _listener?.EndPoint;

    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        DicomOptions dicom = options.Dicom;
        if (!dicom.Enabled) return Task.CompletedTask;
        var listen = new ListenerOptions(
            new IPEndPoint(IPAddress.Parse(dicom.Address), dicom.Port), dicom.MaxAssociations, dicom.MaxAssociationsPerAddress, dicom.MaxPduLength,
            new AssociationTimeouts(dicom.ArtimTimeout, dicom.DimseTimeout));
        var listener = new AssociationListener(listen, entity, time, logs.CreateLogger<AssociationListener>());
        listener.Start();
        _listener = listener;
        logs.CreateLogger<DimseListenerService>().DimseStarted(dicom.AeTitle, listener.EndPoint);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = _listener?.StopAsync(cancellationToken) ?? Task.CompletedTask;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _stopping;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _listener?.DisposeAsync() ?? ValueTask.CompletedTask;
}

using System.Net;
using AttachmentPacs.Core.Configuration;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Network;

namespace AttachmentPacs.Server.DimseServices;

/// <summary>The DIMSE door: open while the server serves, if Dicom:Enabled.</summary>
internal sealed class DimseListenerService(ServerOptions options, ApplicationEntity entity, DimseTls tls, TimeProvider time, ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private AssociationListener? _listener;

    /// <summary>Where it listens; null if it does not.</summary>
    public IPEndPoint? EndPoint => _listener?.EndPoint;

    /// <summary>The associations that stand now.</summary>
    public IReadOnlyCollection<Association> Open => _listener?.Open ?? [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        DicomOptions dicom = options.Dicom;
        if (!dicom.Enabled) return Task.CompletedTask;
        var listen = new ListenerOptions(
            new IPEndPoint(IPAddress.Parse(dicom.Address), dicom.Port), dicom.MaxAssociations, dicom.MaxAssociationsPerAddress, dicom.MaxPduLength,
            new AssociationTimeouts(dicom.ArtimTimeout, dicom.DimseTimeout), dicom.Tls.Enabled ? tls.ForCallers : null);
        _listener = new AssociationListener(listen, entity, time, logs.CreateLogger<AssociationListener>());
        _listener.Start();
        logs.CreateLogger<DimseListenerService>().DimseStarted(dicom.AeTitle, _listener.EndPoint);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _listener?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _listener?.DisposeAsync() ?? ValueTask.CompletedTask;
}

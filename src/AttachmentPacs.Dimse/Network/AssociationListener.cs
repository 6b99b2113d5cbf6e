using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Pdus;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Dimse.Network;

/// <summary>Listens for associations (PS3.8 9.1.4) and lets a handler answer what comes in them.</summary>
public sealed class AssociationListener(ListenerOptions options, IAssociationHandler handler, TimeProvider time, ILogger<AssociationListener> log) : IAsyncDisposable
{
    private const int Backlog = 512;

    private readonly ConcurrentDictionary<long, Association> _open = [];
    private readonly ConcurrentDictionary<Task, bool> _serving = [];
    private readonly ConnectionCount _count = new(options.MaxAssociations, options.MaxAssociationsPerAddress);
    private readonly CancellationTokenSource _stop = new();
    private Socket? _socket;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Where it listens, once started.</summary>
    public IPEndPoint EndPoint { get; private set; } = options.EndPoint;

    /// <summary>The associations that stand now.</summary>
    public IReadOnlyCollection<Association> Open => [.. _open.Values];

    /// <exception cref="IOException">The address cannot be listened on; the message says which and why.</exception>
    public void Start()
    {
        var socket = new Socket(options.EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (options.EndPoint.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(options.EndPoint);
            socket.Listen(Backlog);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"Cannot listen for DICOM associations on {options.EndPoint}: {e.Message}. Choose another Dicom:Address or Dicom:Port, or stop what uses it.", e);
        }

        _socket = socket;
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _accepting = AcceptAsync(socket);
    }

    /// <summary>Takes no more associations, lets those that are at work answer what they have, and aborts what is left when cancelled.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _socket?.Dispose();
        await _accepting.ConfigureAwait(false);
        foreach (Association association in _open.Values) association.Drain();
        Task all = Task.WhenAll(_serving.Keys);
        try
        {
            await all.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            foreach (Association association in _open.Values) association.Abort(AssociationAbort.ByUser, "the server stops");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);

    private async Task AcceptAsync(Socket socket)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket connection = await socket.AcceptAsync(_stop.Token).ConfigureAwait(false);
                Task serving = ServeAsync(connection);
                _serving.TryAdd(serving, true);
                _ = serving.ContinueWith(done => _serving.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
            catch (Exception e) when (_stop.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
            catch (SocketException e)
            {
                // Out of descriptors, or the peer went before it was taken: the next may fare better.
                log.AcceptFailed(e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        IPEndPoint? remote = null;
        try
        {
            remote = (IPEndPoint)socket.RemoteEndPoint!;
            using ConnectionCount.Place place = _count.Take(remote.Address);
            if (place.IsFlooded) handler.Refused(remote, null, "too many connections");
            else await ServeAsync(socket, place).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One connection's failure must not end the others'.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (remote is null || e is IOException or SocketException or AuthenticationException or OperationCanceledException) log.ConnectionFailed(remote, e.Message);
            else log.ConnectionBroke(e, remote);
        }
        finally
        {
            socket.Dispose();
        }
    }

    private async Task ServeAsync(Socket socket, ConnectionCount.Place place)
    {
        var acceptor = new AssociationAcceptor(options, handler, time);
        if (await acceptor.AcceptAsync(socket, place.IsOver, _stop.Token).ConfigureAwait(false) is not { } association) return;
        _open[association.Id] = association;
        try
        {
            handler.Opened(association);
            if (_stop.IsCancellationRequested) association.Drain();
            await association.RunAsync().ConfigureAwait(false);
            handler.Closed(association, await association.Completion.ConfigureAwait(false));
        }
        finally
        {
            _open.TryRemove(association.Id, out _);
        }
    }
}

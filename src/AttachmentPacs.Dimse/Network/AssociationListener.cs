using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Pdus;
using Microsoft.Extensions.Logging;

namespace AttachmentPacs.Dimse.Network;

/// <summary>Listens for associations (PS3.8 9.1.4) and lets a handler answer what comes in them.</summary>
public sealed class AssociationListener(ListenerOptions options, IAssociationHandler handler, TimeProvider time, ILogger<AssociationListener> log) : IAsyncDisposable
{
    private const int Backlog = 512;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(100);

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
            if (options.EndPoint.Address.Equals(IPAddress.IPv6Any) || options.EndPoint.Address.IsIPv4MappedToIPv6) socket.DualMode = true;
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

    /// <summary>
    /// Takes no more associations, lets those that are at work answer what they have, and aborts what is left when cancelled: then it returns
    /// within a second, even if a handler does not.
    /// </summary>
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
            return;
        }
        catch (OperationCanceledException)
        {
            foreach (Association association in _open.Values) association.Abort(AssociationAbort.ByUser, "the server stops");
        }

        // For the last words to leave.
        await all.WaitAsync(LastWords, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (Association association in _open.Values) association.Close();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);

    private async Task AcceptAsync(Socket socket)
    {
        bool isFailing = false;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket connection = await socket.AcceptAsync(_stop.Token).ConfigureAwait(false);
                isFailing = false;
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
                if (!isFailing) log.AcceptFailed(e.Message);
                isFailing = true;
                await Task.Delay(AfterFailure, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        IPEndPoint? remote = null;
        try
        {
            remote = Connection.Plain((IPEndPoint)socket.RemoteEndPoint!);
            using ConnectionCount.Place place = _count.Take(remote.Address);
            if (place.IsFlooded) handler.Refused(remote, null, "too many connections");
            else await ServeAsync(socket, remote, place.IsOver).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One connection's failure must not end the others'.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (remote is null || e is IOException or SocketException) log.ConnectionFailed(remote, e.Message);
            else log.ConnectionBroke(e, remote);
        }
        finally
        {
            socket.Dispose();
        }
    }

    private async Task ServeAsync(Socket socket, IPEndPoint remote, bool isOver)
    {
        var acceptor = new AssociationAcceptor(options, handler, time);
        if (await acceptor.AcceptAsync(socket, remote, isOver, _stop.Token).ConfigureAwait(false) is not { } association) return;
        _open[association.Id] = association;
        try
        {
            handler.Opened(association);
        }
#pragma warning disable CA1031 // The connection must be closed in good order, whatever the handler makes of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            association.Fail(e);
        }

        if (_stop.IsCancellationRequested) association.Drain();

        // The place is held for as long as a handler works, even past the end of its association.
        Task running = association.RunAsync();
        AssociationEnd end = await association.Completion.ConfigureAwait(false);
        _open.TryRemove(association.Id, out _);
        handler.Closed(association, end);
        await running.ConfigureAwait(false);
    }
}

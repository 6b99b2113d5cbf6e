using System.Net;
using AttachmentPacs.Dimse.Associations;
using AttachmentPacs.Dimse.Network;
using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AttachmentPacs.Dimse.Tests.Support;

/// <summary>A listener on a port of its own, and its handler. Its clock stands.</summary>
internal sealed class TestListener : IAsyncDisposable
{
    public static readonly TimeSpan Artim = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan Dimse = TimeSpan.FromSeconds(60);

    private TestListener(TestHandler handler, ListenerOptions options)
    {
        Handler = handler;
        Listener = new AssociationListener(options, handler, Time, NullLogger<AssociationListener>.Instance);
        Listener.Start();
    }

    public ManualTimers Time { get; } = new();

    public TestHandler Handler { get; }

    public AssociationListener Listener { get; }

    public IPEndPoint EndPoint => Listener.EndPoint;

    /// <summary>The end of the only association.</summary>
    public async Task<AssociationEnd> EndAsync()
    {
        await Eventually.HoldsAsync("an association ends", () => !Handler.Ends.IsEmpty);
        return Handler.Ends.Single();
    }

    public static TestListener Start(TestHandler? handler = null, Func<ListenerOptions, ListenerOptions>? change = null)
    {
        var options = new ListenerOptions(new IPEndPoint(IPAddress.Loopback, 0), 100, 50, 128 << 10, new AssociationTimeouts(Artim, Dimse));
        return new TestListener(handler ?? new TestHandler(), change?.Invoke(options) ?? options);
    }

    /// <summary>Opens an association to it.</summary>
    public Task<Association> ConnectAsync(TestHandler? handler = null, OperationsWindow? window = null, IReadOnlyList<RoleSelection>? roles = null) =>
        AssociationConnector.ConnectAsync(
            Connector(EndPoint, window), Wire.Request().Contexts, roles ?? [], handler ?? new TestHandler(), Time, CancellationToken.None);

    public static ConnectorOptions Connector(IPEndPoint to, OperationsWindow? window = null) =>
        new(to.Address.ToString(), to.Port, "CALLED", "CALLING", 128 << 10, new AssociationTimeouts(Artim, Dimse), Window: window);

    public async ValueTask DisposeAsync()
    {
        Task stopped = Listener.DisposeAsync().AsTask();
        while (!stopped.IsCompleted)
        {
            // What is left of an aborted peer is waited for by the clock.
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stopped;
    }
}

using AttachmentPacs.Dimse.Pdus;
using AttachmentPacs.Dimse.Tests.Support;

namespace AttachmentPacs.Dimse.Tests.Associations;

/// <summary>A listener that stops, and peers that do not mind it.</summary>
public class StopTests
{
    // Real time, for a test that fails instead of hanging.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Peer_that_leaves_its_end_open_holds_up_a_stop_for_a_second()
    {
        await using TestListener server = TestListener.Start();
        using RawPeer peer = await RawPeer.AssociateAsync(server.EndPoint);

        Task stopping = server.Listener.StopAsync(CancellationToken.None);
        Assert.Equal(AssociationAbort.ByUser, await peer.AbortAsync());
        server.Time.Advance(TimeSpan.FromSeconds(1));

        await stopping.WaitAsync(Patience);
    }
}

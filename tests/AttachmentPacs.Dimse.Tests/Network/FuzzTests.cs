using AttachmentPacs.Dimse.Tests.Support;
using AttachmentPacs.TestKit;

namespace AttachmentPacs.Dimse.Tests.Network;

public sealed class FuzzTests
{
    private static readonly byte[] s_session =
    [
        .. Wire.Associate(), .. Wire.Message(1, Wire.Echo(1)), .. Wire.StoreMessage(Wire.Bytes(500), 2, 100), .. Wire.Message(1, Wire.Echo(3)), .. Wire.ReleaseRequest,
    ];

    [Fact]
    public async Task Sessions_that_are_damaged_anywhere_end_and_the_next_is_served()
    {
        const int Sessions = 1500;
        var unobserved = new List<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, e) => unobserved.AddRange(e.Exception.InnerExceptions.Where(each => each is AssociationException));
        TaskScheduler.UnobservedTaskException += note;
        try
        {
            var random = new Random(20261121);
            var handler = new TestHandler();
            await using TestListener server = TestListener.Start(handler);
            for (int i = 0; i < Sessions; i++)
            {
                using RawPeer peer = await RawPeer.ConnectAsync(server.EndPoint);
                byte[] bytes = Damage(random);
                _ = await Record.ExceptionAsync(() => peer.SendAsync(bytes));

                // Half of them say that no more comes and wait for the end, half are just gone.
                if (i % 2 == 0 && Record.Exception(() => peer.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send)) is null)
                {
                    while (await peer.ReadAsync() is not null)
                    {
                    }
                }
            }

            await Eventually.HoldsAsync("all have ended", () => server.Listener.Open.Count == 0 && server.Time.Running == 0);
            Assert.Empty(handler.Failures);
            using RawPeer next = await RawPeer.AssociateAsync(server.EndPoint);
            await next.ReleaseAsync();
        }
        finally
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            TaskScheduler.UnobservedTaskException -= note;
        }

        Assert.Empty(unobserved);
    }

    private static byte[] Damage(Random random)
    {
        List<byte> bytes = [.. s_session];
        for (int i = random.Next(1, 5); i > 0; i--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, Wire.Bytes(random.Next(1, 40))); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at))); break;
            }
        }

        return [.. bytes];
    }
}

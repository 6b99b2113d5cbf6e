using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace AttachmentPacs.Dimse.Network;

/// <summary>
/// A connection's bytes. Before each read the acknowledgement of what arrives is asked for at once: most senders leave Nagle's algorithm on, and
/// would otherwise wait for the 40 ms of a delayed acknowledgement with each small message (tcp(7), TCP_QUICKACK: it does not last, so it is set
/// again and again). Linux only; elsewhere the system decides.
/// </summary>
internal sealed class SocketStream(Socket socket) : Stream
{
    private const int Tcp = 6;
    private const int QuickAck = 12;

    private static readonly byte[] s_on = BitConverter.GetBytes(1);

    /// <summary>The first byte that came; null before it.</summary>
    public byte? FirstByte { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(Tcp, QuickAck, s_on);
            int count = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            if (FirstByte is null && count > 0) FirstByte = buffer.Span[0];
            return count;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new AssociationException($"The connection broke: {e.Message}", e);
        }
        finally
        {
            // What a message, or its end, leads to waits for disks: not on a thread that waits for sockets.
            if (!Thread.CurrentThread.IsThreadPoolThread) await Task.Yield();
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (!buffer.IsEmpty) buffer = buffer[await socket.SendAsync(buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new AssociationException($"The connection broke: {e.Message}", e);
        }
        finally
        {
            // What a message, or its end, leads to waits for disks: not on a thread that waits for sockets.
            if (!Thread.CurrentThread.IsThreadPoolThread) await Task.Yield();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => socket.Receive(buffer, offset, count, SocketFlags.None);

    public override void Write(byte[] buffer, int offset, int count) => socket.Send(buffer, offset, count, SocketFlags.None);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

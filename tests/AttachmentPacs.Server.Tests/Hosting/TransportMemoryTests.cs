using System.Buffers;
using System.Net;
using System.Net.Sockets;
using AttachmentPacs.Server.Hosting;
using AttachmentPacs.Server.Tests.Support;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace AttachmentPacs.Server.Tests.Hosting;

/// <summary>The blocks in which connections read and write.</summary>
public class TransportMemoryTests
{
    [Fact]
    public async Task Connections_of_the_server_have_these_blocks()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        IConnectionListenerFactory transport = server.Services.GetServices<IConnectionListenerFactory>().Last();
        await using IConnectionListener listener = await transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.EndPoint);

        await using ConnectionContext connection = (await listener.AcceptAsync())!;

        Assert.Equal(TransportMemory.BlockSize, connection.Features.GetRequiredFeature<IMemoryPoolFeature>().MemoryPool.MaxBufferSize);
    }

    [Fact]
    public void Block_is_whole_whatever_less_is_asked_for()
    {
        using MemoryPool<byte> pool = new TransportMemory().Create();

        foreach (int wanted in (int[])[-1, 0, 4096, TransportMemory.BlockSize])
        {
            using IMemoryOwner<byte> block = pool.Rent(wanted);
            Assert.Equal(TransportMemory.BlockSize, block.Memory.Length);
        }

        Assert.Equal(TransportMemory.BlockSize, pool.MaxBufferSize);
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(TransportMemory.BlockSize + 1));
    }

    [Fact]
    public void Block_that_came_back_is_used_again_and_none_is_given_twice()
    {
        using MemoryPool<byte> pool = new TransportMemory().Create();
        IMemoryOwner<byte> first = pool.Rent();
        first.Dispose();

        IMemoryOwner<byte> again = pool.Rent();

        Assert.Same(first, again);
        Assert.NotSame(again, pool.Rent());
    }

    [Fact]
    public void Blocks_of_a_burst_are_not_all_kept()
    {
        using MemoryPool<byte> pool = new TransportMemory().Create();
        HashSet<IMemoryOwner<byte>> burst = [.. Enumerable.Range(0, TransportMemory.MaxIdle + 10).Select(_ => pool.Rent())];
        foreach (IMemoryOwner<byte> block in burst) block.Dispose();

        int kept = Enumerable.Range(0, burst.Count).Count(_ => burst.Contains(pool.Rent()));

        Assert.Equal(TransportMemory.MaxIdle, kept);
    }
}

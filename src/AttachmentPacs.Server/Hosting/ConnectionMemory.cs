using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace AttachmentPacs.Server.Hosting;

/// <summary>
/// Memory for what connections receive and send, in pinned blocks of <see cref="BlockSize"/> bytes that are used again. The server's own
/// pool has blocks of 4 KiB, with which an upload of 512 KiB is read by 266 system calls and an answer of that size is sent in 128 pieces
/// (docs/performance.md). Connections that wait hold no block.
/// </summary>
internal sealed class ConnectionMemory : MemoryPool<byte>
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockSize = 32 << 10;

    // What is kept for later; what a burst took beyond it goes back to the collector.
    private const int KeptBlocks = 512;

    private readonly ConcurrentQueue<Block> _free = new();
    private int _count;

    public override int MaxBufferSize => BlockSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        if (!_free.TryDequeue(out Block? block)) return new Block(this);
        Interlocked.Decrement(ref _count);
        block.IsFree = false;
        return block;
    }

    protected override void Dispose(bool disposing) => _free.Clear();

    private void Return(Block block)
    {
        if (Interlocked.Increment(ref _count) > KeptBlocks) Interlocked.Decrement(ref _count);
        else _free.Enqueue(block);
    }

    private sealed class Block(ConnectionMemory pool) : IMemoryOwner<byte>
    {
        public bool IsFree { get; set; }

        public Memory<byte> Memory { get; } =
            System.Runtime.InteropServices.MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true), 0, BlockSize);

        public void Dispose()
        {
            // A block that were returned twice would be lent to two connections.
            if (IsFree) throw new InvalidOperationException("A block of memory was returned twice.");
            IsFree = true;
            pool.Return(this);
        }
    }
}

/// <summary>Gives each of the server's transports a <see cref="ConnectionMemory"/>.</summary>
internal sealed class ConnectionMemoryFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new ConnectionMemory();
}

using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace AttachmentPacs.Server.Hosting;

/// <summary>
/// Memory of the web server's connections, in larger blocks than its own of 4 KiB: one call to the operating system fills, or empties, one
/// block, so that an image of 512 KiB comes in by dozens of calls instead of hundreds. A connection that waits for its next request holds none.
/// </summary>
internal sealed class TransportMemory : IMemoryPoolFactory<byte>
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockSize = 32 << 10;

    // Blocks that are kept for the next connection; what a burst took beyond them goes back to the system.
    internal const int MaxIdle = 256;

    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new Pool();

    private sealed class Pool : MemoryPool<byte>
    {
        // Last in, first out: what was used a moment ago is still in the processor's cache.
        private readonly Block?[] _idle = new Block?[MaxIdle];
        private readonly Lock _gate = new();
        private int _count;

        public override int MaxBufferSize => BlockSize;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
            lock (_gate)
            {
                if (_count > 0) return _idle[--_count]!;
            }

            return new Block(this);
        }

        public void Return(Block block)
        {
            lock (_gate)
            {
                if (_count < MaxIdle) _idle[_count++] = block;
            }
        }

        protected override void Dispose(bool disposing)
        {
        }
    }

    // Pinned from its birth: it is handed to the operating system all its life.
    private sealed class Block(Pool pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true), 0, BlockSize);

        public void Dispose() => pool.Return(this);
    }
}

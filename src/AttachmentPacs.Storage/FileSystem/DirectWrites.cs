using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using AttachmentPacs.Storage.Hashing;
using Microsoft.Win32.SafeHandles;

namespace AttachmentPacs.Storage.FileSystem;

/// <summary>
/// Writing past the operating system's cache (O_DIRECT of open(2)). What an archive takes in is seldom read again at once; copying it into
/// the cache, page by page, costs more than all hashes together, and a flush has to find and write it afterwards (docs/performance.md).
/// Only for what is written in large pieces: small ones share the flush's writes when they lie in the cache.
/// </summary>
internal sealed partial class DirectWrites : IDisposable
{
    /// <summary>Every address, offset and length of a direct write is a multiple of this: enough for disks with blocks of 512 bytes or 4 KiB.</summary>
    public const int Alignment = 4096;

    /// <summary>Last pieces of at least this many bytes are written directly, smaller ones through the cache.</summary>
    public const int SmallestPiece = 64 << 10;

    // Lent and free buffers together. Who finds none writes through the cache.
    private const int MaxBuffers = 64;

    // Kept for later; a burst's others are given back.
    private const int KeptBuffers = 16;
    private const int GetFlags = 3;
    private const int SetFlags = 4;

    // O_DIRECT of fcntl(2): its value depends on the processor. 0: not used.
    private static readonly int Direct = !OperatingSystem.IsLinux() ? 0 : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 0x4000,
        Architecture.Arm64 => 0x10000,
        _ => 0,
    };

    // Last in, first out: what was used a moment ago is still in the processor's cache.
    private readonly ConcurrentStack<DirectBuffer> _free = new();
    private int _made;
    private volatile bool _refused;

    /// <summary>A buffer to gather a file's bytes in; null where there is none to lend, or the file system does not take direct writes.</summary>
    public DirectBuffer? TryRent()
    {
        if (Direct == 0 || _refused) return null;
        if (_free.TryPop(out DirectBuffer? buffer)) return buffer;
        if (Interlocked.Increment(ref _made) <= MaxBuffers) return new DirectBuffer();
        Interlocked.Decrement(ref _made);
        return null;
    }

    public void Return(DirectBuffer buffer)
    {
        buffer.Count = 0;
        if (_free.Count < KeptBuffers)
        {
            _free.Push(buffer);
            return;
        }

        buffer.Dispose();
        Interlocked.Decrement(ref _made);
    }

    /// <summary>Turns direct writing on or off for a file. False: this file system does not take it; nobody is lent a buffer any more.</summary>
    public bool TrySwitch(SafeFileHandle file, bool on)
    {
        int flags = Control(file, GetFlags, 0);
        if (flags != -1 && Control(file, SetFlags, on ? flags | Direct : flags & ~Direct) == 0) return true;
        _refused = true;
        return false;
    }

    /// <summary>The file system took the switch but not a write: nobody is lent a buffer any more.</summary>
    public void Refuse() => _refused = true;

    public void Dispose()
    {
        while (_free.TryPop(out DirectBuffer? buffer)) buffer.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, int argument);
}

/// <summary>1 MiB at an address that direct writes may begin at. Filled front to back.</summary>
internal sealed unsafe class DirectBuffer : IDisposable
{
    /// <summary>Bytes of a buffer.</summary>
    public const int Size = 1 << 20;

    private void* _memory = NativeMemory.AlignedAlloc(Size, DirectWrites.Alignment);

    /// <summary>Bytes in it.</summary>
    public int Count { get; set; }

    public Span<byte> All => new(_memory, Size);

    /// <summary>For the MD5 of its first bytes.</summary>
    public Md5Job HashOf(int length) => new((byte*)_memory, length);

    /// <summary>Takes what fits, and returns how much that was.</summary>
    public int Fill(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> part = bytes[..Math.Min(bytes.Length, Size - Count)];
        part.CopyTo(All[Count..]);
        Count += part.Length;
        return part.Length;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}

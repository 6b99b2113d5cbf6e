using System.Buffers;

namespace AttachmentPacs.Core.Import;

/// <summary>The beginning of a member in memory: all of it, if it is small.</summary>
internal sealed class MemberHead : IDisposable
{
    /// <summary>Bytes up to which a member is small: one more, which tells that it has ended, and the pool gives a MiB, not two.</summary>
    public const int SmallLimit = (1 << 20) - 1;

    private const int FirstRead = 64 << 10;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstRead);
    private int _length;

    /// <summary>Whether this is the whole member.</summary>
    public bool IsWhole { get; private set; }

    public bool IsEmpty => IsWhole && _length == 0;

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>Whether an archive or something else compressed begins here, which is not opened.</summary>
    public bool IsNested => Bytes.Span.StartsWith("PK\u0003\u0004"u8) || Bytes.Span.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    /// <summary>Reads the first 64 KiB.</summary>
    public Task ReadStartAsync(Stream content, CancellationToken cancellationToken) => ReadAsync(content, FirstRead, cancellationToken);

    /// <summary>Reads on, to the end of what is small.</summary>
    public async Task ReadSmallAsync(Stream content, CancellationToken cancellationToken)
    {
        if (IsWhole) return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(SmallLimit + 1);
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
        await ReadAsync(content, SmallLimit + 1, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The whole member: this, and what is left of its content.</summary>
    public Stream Join(Stream rest) => new Joined(Bytes, rest);

    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    private async Task ReadAsync(Stream content, int end, CancellationToken cancellationToken)
    {
        int missing = end - _length;
        int count = await content.ReadAtLeastAsync(_bytes.AsMemory(_length, missing), missing, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        _length += count;
        IsWhole = count < missing;
    }

    private sealed class Joined(ReadOnlyMemory<byte> first, Stream rest) : ForwardStream
    {
        private ReadOnlyMemory<byte> _left = first;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left.IsEmpty) return rest.ReadAsync(buffer, cancellationToken);
            int count = Math.Min(buffer.Length, _left.Length);
            _left[..count].CopyTo(buffer);
            _left = _left[count..];
            return ValueTask.FromResult(count);
        }
    }
}

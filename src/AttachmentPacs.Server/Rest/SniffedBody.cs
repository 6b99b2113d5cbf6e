using AttachmentPacs.Core;

namespace AttachmentPacs.Server.Rest;

/// <summary>A body whose first bytes are looked at before it is read: what clients say of its type is unreliable (contract 1.22).</summary>
internal sealed class SniffedBody(Stream body) : ForwardStream
{
    // PS3.10 7.1: a preamble of 128 bytes, then four letters.
    private const int Preamble = 128;

    private readonly byte[] _start = new byte[Preamble + 4];
    private int _known;
    private int _given;
    private bool _isLooked;

    /// <summary>Whether the body begins with these bytes, 132 at most; nothing is consumed.</summary>
    public async ValueTask<bool> StartsWithAsync(ReadOnlyMemory<byte> magic, CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken).ConfigureAwait(false);
        return _start.AsSpan(0, _known).StartsWith(magic.Span);
    }

    /// <summary>Whether these bytes are among the first 132 of the body; nothing is consumed.</summary>
    public async ValueTask<bool> HasAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken).ConfigureAwait(false);
        return _start.AsSpan(0, _known).IndexOf(bytes.Span) >= 0;
    }

    /// <summary>Whether it begins as a Part 10 file does; nothing is consumed.</summary>
    public async ValueTask<bool> IsDicomAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken).ConfigureAwait(false);
        return _known > Preamble && _start.AsSpan(Preamble, _known - Preamble).SequenceEqual("DICM"u8);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_given == _known) return await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        int count = Math.Min(buffer.Length, _known - _given);
        _start.AsMemory(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    private async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        if (_isLooked) return;
        _known = await body.FillAsync(_start, 0, cancellationToken).ConfigureAwait(false);
        _isLooked = true;
    }
}

namespace AttachmentPacs.Core.Zip;

/// <summary>
/// Deflated data of unknown size. The inflater reads ahead by up to a piece: the end lies in the last piece that it took, where a descriptor
/// names exactly the bytes before it.
/// </summary>
internal sealed class OpenBytes(ZipInput input, LocalHeader header) : MemberBytes
{
    // What the inflater asks for at once; with the descriptor it must fit into what can be looked at.
    private const int Piece = 8 << 10;

    private readonly long _start = input.Position;
    private int _last;

    public override bool CanBeSkipped => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await input.RequireAsync(1, cancellationToken).ConfigureAwait(false);
        _last = await input.ReadAsync(buffer[..Math.Min(buffer.Length, Piece)], cancellationToken).ConfigureAwait(false);
        return _last;
    }

    public override async ValueTask<MemberFacts> FinishAsync(MemberFacts seen, CancellationToken cancellationToken)
    {
        input.GiveBack(_last);
        await input.LookAsync(_last + Descriptor.Reach, cancellationToken).ConfigureAwait(false);
        for (int at = 0; at <= _last && at + Descriptor.Reach <= input.Ahead.Length; at++)
        {
            long compressed = input.Position + at - _start;
            if (!Descriptor.TryRead(input.Ahead[at..], seen with { Compressed = compressed }, out MemberFacts facts, out int length)) continue;
            input.Take(at + length);
            return facts;
        }

        throw new InvalidDataException(
            $"No descriptor that fits follows the deflated member at byte offset {header.Offset} of the ZIP archive: what comes after it cannot be found");
    }
}

namespace AttachmentPacs.Core.Zip;

/// <summary>Data whose compressed size stands in the header.</summary>
internal sealed class SizedBytes(ZipInput input, LocalHeader header) : MemberBytes
{
    private long _left = header.Facts.Compressed;

    public override bool CanBeSkipped => true;

    /// <summary>Whether all were read: deflated data that end by themselves before are shorter than the header says.</summary>
    public bool IsWhole => _left == 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0 || buffer.Length == 0)
        {
            RanDry |= buffer.Length > 0;
            return 0;
        }

        // The last byte comes alone: who needs it has not met the end of deflated data before.
        await input.RequireAsync(1, cancellationToken).ConfigureAwait(false);
        int count = await input.ReadAsync(buffer[..(int)Math.Min(buffer.Length, Math.Max(1, _left - 1))], cancellationToken).ConfigureAwait(false);
        _left -= count;
        return count;
    }

    public override async ValueTask<MemberFacts> FinishAsync(MemberFacts seen, CancellationToken cancellationToken)
    {
        await input.SkipAsync(_left, cancellationToken).ConfigureAwait(false);
        _left = 0;
        if (!header.HasDescriptor) return header.Facts;
        await input.RequireAsync(Descriptor.Reach, cancellationToken).ConfigureAwait(false);
        if (!Descriptor.TryRead(input.Ahead, seen with { Compressed = header.Facts.Compressed }, out MemberFacts facts, out int length))
        {
            throw new InvalidDataException($"No descriptor follows the member at byte offset {header.Offset} of the ZIP archive, as its header promises");
        }

        input.Take(length);
        return facts;
    }
}

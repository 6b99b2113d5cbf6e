using System.IO.Hashing;

namespace AttachmentPacs.Core.Zip;

/// <summary>
/// Data of unknown size that do not tell their end themselves: the end is where a descriptor with its signature names exactly the bytes
/// before it, by size and, where these are the content, by CRC, and is followed by what may follow a member.
/// </summary>
internal sealed class SearchedBytes(ZipInput input, bool hasCrc) : MemberBytes
{
    private static readonly byte[] Signature = [(byte)'P', (byte)'K', 7, 8];

    private readonly Crc32 _crc = new();
    private long _count;
    private MemberFacts? _facts;

    public override bool CanBeSkipped => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int filled = 0;
        while (filled < buffer.Length && _facts is null)
        {
            await input.RequireAsync(Descriptor.Reach, cancellationToken).ConfigureAwait(false);
            if (IsAtEnd()) break;
            int count = Math.Min(CountToCandidate(input.Ahead), buffer.Length - filled);
            ReadOnlySpan<byte> content = input.Ahead[..count];
            content.CopyTo(buffer.Span[filled..]);
            if (hasCrc) _crc.Append(content);
            input.Take(count);
            _count += count;
            filled += count;
        }

        return filled;
    }

    public override async ValueTask<MemberFacts> FinishAsync(MemberFacts seen, CancellationToken cancellationToken)
    {
        byte[] passed = new byte[4096];
        while (_facts is null) await ReadAsync(passed, cancellationToken).ConfigureAwait(false);
        return _facts.Value;
    }

    private bool IsAtEnd()
    {
        // Without its signature a descriptor is believed only where there are no data: folders.
        if (_count > 0 && !input.Ahead.StartsWith(Signature)) return false;
        var seen = new MemberFacts(_crc.GetCurrentHashAsUInt32(), _count, _count);
        if (!Descriptor.TryRead(input.Ahead, seen, out MemberFacts facts, out int length)) return false;
        if (hasCrc && facts != seen) return false;
        input.Take(length);
        _facts = facts;
        return true;
    }

    /// <summary>Bytes up to the next place where a descriptor may begin; those that may be the beginning of its signature are left.</summary>
    private static int CountToCandidate(ReadOnlySpan<byte> ahead)
    {
        int next = ahead[1..].IndexOf(Signature);
        return next >= 0 ? next + 1 : ahead.Length - (Signature.Length - 1);
    }
}

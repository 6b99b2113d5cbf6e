using System.IO.Compression;
using System.IO.Hashing;

namespace AttachmentPacs.Core.Zip;

/// <summary>What a member holds, counted and checked while it is read.</summary>
internal sealed class ZipContent : ForwardStream
{
    private readonly ZipTally _tally;
    private readonly LocalHeader _header;
    private readonly MemberBytes _bytes;
    private readonly DeflateStream? _inflated;
    private readonly Crc32 _crc = new();
    private long _produced;
    private string? _problem;

    public ZipContent(ZipInput input, LocalHeader header, ZipTally tally)
    {
        _tally = tally;
        _header = header;
        _bytes = MemberBytes.Of(input, header);
        if (header.Method == LocalHeader.Deflated) _inflated = new DeflateStream(_bytes, CompressionMode.Decompress, leaveOpen: true);
    }

    /// <summary>What the archive says of the member; known when its end was passed.</summary>
    public MemberFacts? Facts { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_problem is not null) throw new InvalidDataException(_problem);
        if (Facts is not null || buffer.Length == 0) return 0;
        int count;
        try
        {
            count = await (_inflated ?? (Stream)_bytes).ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0) await CheckAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            _problem = e.Message;
            throw;
        }

        _crc.Append(buffer.Span[..count]);
        _produced += count;
        _tally.Produce(count);
        return count;
    }

    /// <summary>Passes over what was not read; the next record is ahead then.</summary>
    /// <exception cref="InvalidDataException">Where that is cannot be told.</exception>
    public async ValueTask<MemberFacts> FinishAsync(Memory<byte> scratch, CancellationToken cancellationToken)
    {
        if (Facts is { } known) return known;
        if (!_bytes.CanBeSkipped)
        {
            await InflateToEndAsync(scratch, cancellationToken).ConfigureAwait(false);
            return Facts!.Value;
        }

        Facts = await _bytes.FinishAsync(Seen(0), cancellationToken).ConfigureAwait(false);
        return Facts.Value;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_inflated is not null) await _inflated.DisposeAsync().ConfigureAwait(false);
        await _bytes.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    // The end of such data is known only to who inflates them. That they are not what the archive says concerns nobody who passes them over.
    private async ValueTask InflateToEndAsync(Memory<byte> scratch, CancellationToken cancellationToken)
    {
        try
        {
            while (await ReadAsync(scratch, cancellationToken).ConfigureAwait(false) > 0) continue;
        }
        catch (InvalidDataException) when (Facts is not null)
        {
            return;
        }
    }

    private MemberFacts Seen(long compressed) => new(_crc.GetCurrentHashAsUInt32(), compressed, _produced);

    private async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        string where = $"The member at byte offset {_header.Offset} of the ZIP archive";
        if (_inflated is not null && _bytes.RanDry) throw new InvalidDataException($"{where} is cut off within its deflated data");
        if (_bytes is SizedBytes { IsWhole: false }) throw new InvalidDataException($"{where} has fewer deflated data than its header says");
        MemberFacts facts = await _bytes.FinishAsync(Seen(0), cancellationToken).ConfigureAwait(false);
        Facts = facts;
        if (facts.Uncompressed != _produced) throw new InvalidDataException($"{where} has {_produced} bytes, but the archive says {facts.Uncompressed}");
        uint crc = _crc.GetCurrentHashAsUInt32();
        if (facts.Crc != crc) throw new InvalidDataException($"{where} has the CRC-32 {crc:x8}, but the archive says {facts.Crc:x8}");
    }
}

using System.IO.Compression;
using AttachmentPacs.Core;

namespace AttachmentPacs.Server.Rest;

/// <summary>
/// A gzip body as it is inflated, within limits that are enforced by counting: in total, and beyond a floor in proportion to what was sent.
/// The framework takes a stream without its trailer for a whole one; the size at its end tells, and where that is there, so is the CRC.
/// </summary>
internal sealed class InflatedBody : BodyStream
{
    private const int Ratio = 200;
    private const long Floor = 64 << 20;

    private readonly CountedStream _source;
    private readonly GZipStream _inflated;
    private readonly long _limit;
    private long _produced;

    /// <param name="body">What is sent.</param>
    /// <param name="limit">Bytes it may inflate to.</param>
    public InflatedBody(Stream body, long limit)
    {
        _source = new CountedStream(body);
        _inflated = new GZipStream(_source, CompressionMode.Decompress);
        _limit = limit;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await _inflated.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (count == 0 && buffer.Length > 0 && _source.Last4 != (uint)_produced)
        {
            throw new InvalidDataException("The gzip body is cut short, or made of several members: its end does not name the size of what came before");
        }

        _produced += count;
        if (_produced > _limit || (_produced > Floor && _produced > _source.Count * Ratio))
        {
            throw new InflationException($"The gzip body grows to more than {Ratio} times its size, or to more than {_limit} bytes");
        }

        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await _inflated.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class CountedStream(Stream body) : BodyStream
    {
        public long Count { get; private set; }

        /// <summary>The last four bytes, little endian: at the end of a gzip stream, the size of its content (RFC 1952 2.3.1).</summary>
        public uint Last4 { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            Count += count;
            foreach (byte at in buffer.Span[Math.Max(0, count - 4)..count]) Last4 = (Last4 >> 8) | ((uint)at << 24);
            return count;
        }
    }
}

using AttachmentPacs.Core;

namespace AttachmentPacs.Server.Rest.Uploads.Encodings;

/// <summary>
/// How far a body may grow when its codings are undone: in all, and beyond 64 MiB in proportion to what came over the wire, whatever the number
/// of codings.
/// </summary>
/// <param name="sent">Counts what comes over the wire.</param>
/// <param name="most">Bytes in all (Http:MaxBodyBytes).</param>
/// <param name="ratio">Limits:InflationRatio.</param>
internal sealed class InflationLimit(CountedBody sent, long most, int ratio)
{
    private const long Floor = 64 << 20;

    /// <exception cref="InflationException">So many bytes are too many.</exception>
    public void Check(long produced, string coding)
    {
        if (produced > most) throw new InflationException($"The {coding} body grows to more than {most} bytes (Http:MaxBodyBytes)");
        if (produced > Floor && produced / ratio > sent.Count)
        {
            throw new InflationException($"The {coding} body grows to more than {ratio} times its size (Limits:InflationRatio): after {sent.Count} bytes it has {produced}");
        }
    }
}

/// <summary>A body whose bytes are counted.</summary>
internal sealed class CountedBody(Stream body) : ForwardStream
{
    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Count += count;
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await body.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
